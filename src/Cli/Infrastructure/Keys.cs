using System.CommandLine;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Prover;
using Zkfp.Verifier;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Proofs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Where a command takes its verifying key from: a program or a key file.</summary>
internal sealed class KeySource
{
    /// <summary>The program.</summary>
    public Option<string?> Elf { get; } = new("--elf") { Description = "Program that the proof must be about; its verifying key is computed." };

    /// <summary>The key file.</summary>
    public Option<string?> Vk { get; } = new("--vk") { Description = "Verifying key file, as `zkfp vk` writes it." };

    /// <summary>Firmware profile of --elf.</summary>
    public Option<string> ProfileName { get; } = new("--profile") { Description = "Firmware profile of --elf, or that --vk is for.", DefaultValueFactory = _ => "linux" };

    /// <summary>Declares the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(Elf);
        command.Add(Vk);
        command.Add(ProfileName);
        ProfileName.AcceptOnlyFromAmong("linux", "cannon");
    }

    /// <summary>`--height`.</summary>
    public static Option<int?> HeightOption(string description)
    {
        var option = new Option<int?>("--height") { Description = description };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int?>() is not (null or ProgramKeys.SmallLogHeight or ProgramKeys.LogHeight))
                r.AddError($"--height: expected {ProgramKeys.SmallLogHeight} or {ProgramKeys.LogHeight}");
        });
        return option;
    }

    /// <summary>Whether one of the options was given.</summary>
    public bool IsGiven(ParseResult result) => result.GetValue(Elf) is not null || result.GetValue(Vk) is not null;

    /// <summary>
    /// The key of the option that was given. A program has one key for each height of matrices; <paramref name="claimed"/>, the one in a proof, says which is meant.
    /// </summary>
    public VerifyingKey Load(ParseResult result, VerifyingKey claimed, CancellationToken cancellation)
    {
        string? elf = result.GetValue(Elf), vk = result.GetValue(Vk);
        if (elf is not null && vk is not null) throw new CliException(ExitCode.Usage, "give --elf or --vk, not both");
        if (elf is not null)
        {
            Profile profile = result.GetValue(ProfileName) == "cannon" ? Profile.Cannon : Profile.Linux;
            int height = claimed.LogHeight == ProgramKeys.SmallLogHeight ? claimed.LogHeight : ProgramKeys.LogHeight;
            return FromProgram(GuestInput.Load(elf, profile, ExitCode.Usage), height, cancellation);
        }

        return FromFile(vk!);
    }

    /// <summary>The verifying key of a program.</summary>
    public static VerifyingKey FromProgram(ProgramImage program, int logHeight, CancellationToken cancellation) =>
        ProgramKeys.CreateVerifyingKey(program, logHeight, 0, cancellation);

    /// <summary>The machine that a key is for.</summary>
    public static MachineDefinition Machine(VerifyingKey key)
    {
        foreach (Endianness order in new[] { Endianness.Big, Endianness.Little })
        {
            MachineDefinition machine = MipsMachine.For(order).Definition;
            if (machine.Digest == key.MachineDigest) return machine;
        }

        throw new CliException(ExitCode.Invalid, $"the verifying key is for machine {key.MachineDigest}, which this version does not know");
    }

    /// <summary>Opens a proof file, which the caller closes; it stands at its run proof.</summary>
    public static (VerifyingKey Claimed, FileStream Run) OpenProof(string path)
    {
        FileStream file = Files.OpenRead(path, "proof");
        try
        {
            if (!file.CanSeek) throw new CliException(ExitCode.Usage, $"cannot read proof '{path}': it is read twice, so it must be a file, not a pipe");
            return ProofFile.TryOpen(file, out VerifyingKey? key, out VerificationError? error)
                ? (key, file) : throw new CliException(ExitCode.Invalid, $"'{path}' is not a proof: {error.Describe()}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static VerifyingKey FromFile(string path) =>
        VerifyingKeyFile.TryRead(Files.Read(path, "verifying key"), out VerifyingKey? key, out VerificationError? error)
            ? key : throw new CliException(ExitCode.Usage, $"'{path}' is not a verifying key: {error.Describe()}");
}

/// <summary>Texts of verifier errors.</summary>
internal static class VerificationErrorText
{
    /// <summary>Kind, place, expected and got in one line.</summary>
    public static string Describe(this VerificationError error) => $"{error.Kind} at {error.Where}: expected {error.Expected}, got {error.Got}";
}
