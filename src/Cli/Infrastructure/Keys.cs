using System.CommandLine;
using Zkfp.Cli.CommandLine;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Where a command takes its verifying key from: a program or a key file.</summary>
internal sealed class KeySource
{
    private static readonly string[] s_heights = [.. ProgramKeys.Heights.Select(h => $"{h}")];

    /// <summary>The program.</summary>
    public Option<string?> Elf { get; } = new("--elf") { Description = "Program that the proof must be about: its verifying key is computed, for runs of any length.", HelpName = "ELF" };

    /// <summary>The key file.</summary>
    public Option<string?> Vk { get; } = new("--vk") { Description = "Verifying key file, as 'zkfp vk' writes it, instead of --elf.", HelpName = "FILE" };

    /// <summary>Firmware profile of --elf.</summary>
    public Option<string> ProfileName { get; } = GuestInput.CreateProfile("Firmware profile of --elf, or that --vk is for: linux or cannon; linux if absent.");

    /// <summary>Declares the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(Elf);
        command.Add(Vk);
        command.Add(ProfileName);
    }

    /// <summary>--height.</summary>
    public static Option<int?> HeightOption(string description) =>
        new Option<int?>("--height") { Description = description, HelpName = "LOG2" }.OneOf(s_heights);

    /// <summary>
    /// The key of the option that was given, or null when neither was. A program has one key for each height of matrices: the one that a proof claims to be for
    /// says which is meant. A key file is one key, whatever is claimed.
    /// </summary>
    public Func<VerifyingKey, VerifyingKey>? Load(Session session, int threads)
    {
        string? elf = session.Get(Elf), vk = session.Get(Vk);
        if (elf is not null && vk is not null) throw new CliException(ExitCode.Usage, "give --elf or --vk, not both");
        if (vk is not null)
        {
            VerifyingKey key = FromFile(vk, session.Cancellation);
            return _ => key;
        }

        if (elf is null) return null;
        try
        {
            ProgramImage program = GuestInput.Load(elf, GuestInput.ProfileOf(session.Get(ProfileName)), session.Cancellation);
            return claimed => ProgramKeys.CreateVerifyingKey(program, claimed, threads, session.Cancellation);
        }
        catch (CliException e) when (e.ExitCode == ExitCode.BadInput)
        {
            throw new CliException(ExitCode.Usage, e.Message);
        }
    }

    /// <summary>
    /// The keys that a run may be for: the one of a key file, or the program's of each height, which may be the same; each made when it is asked for.
    /// </summary>
    public static IEnumerable<VerifyingKey> All(Func<VerifyingKey, VerifyingKey> keyFor, bool isProgram) =>
        (isProgram ? ProgramKeys.Heights : [ProgramKeys.LogHeight]).Select(h => keyFor(new VerifyingKey(default, h, 0, 0, 0, [], default, [])));

    /// <summary>A phrase that says so where a proof that is not for --elf's key is for the same program in the other profile; else nothing.</summary>
    public string OtherProfile(Session session, VerifyingKey claimed, int threads)
    {
        if (session.Get(Elf) is not { } elf) return "";
        string other = session.Get(ProfileName) == "cannon" ? "linux" : "cannon";
        VerifyingKey key = ProgramKeys.CreateVerifyingKey(GuestInput.Load(elf, GuestInput.ProfileOf(other), session.Cancellation), claimed, threads, session.Cancellation);
        return key.Digest == claimed.Digest ? $"; it is about this program in the other profile (--profile {other})" : "";
    }

    /// <summary>The verifying key of a program.</summary>
    public static VerifyingKey FromProgram(ProgramImage program, int logHeight, int threads, CancellationToken cancellation) =>
        ProgramKeys.CreateVerifyingKey(program, logHeight, threads, cancellation);

    /// <summary>The machine that a key is for.</summary>
    public static MachineDefinition Machine(VerifyingKey key) =>
        MipsMachine.Find(key.MachineDigest)?.Definition
        ?? throw new NotAProofException(ErrorKind.BadKey, $"the verifying key is for machine {key.MachineDigest}, which this version does not know");

    /// <summary>Opens a proof file, which the caller closes; it stands at its run proof.</summary>
    public static (VerifyingKey Claimed, FileStream Run) OpenProof(string path, CancellationToken cancellation)
    {
        FileStream file = Files.OpenRead(path, "proof", cancellation);
        try
        {
            if (!file.CanSeek) throw new CliException(ExitCode.Usage, $"cannot read proof '{path}': it is read twice, so it must be a file, not a pipe");
            (VerifyingKey? key, VerificationError? error) = Files.Guard(path, "read", "proof", () =>
                ProofFile.TryOpen(file, out VerifyingKey? k, out VerificationError? e) ? (k, null) : ((VerifyingKey?)null, e));
            return key is not null ? (key, file) : throw new NotAProofException(error!.Kind, NotA("proof", path, error, Start(file)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static VerifyingKey FromFile(string path, CancellationToken cancellation)
    {
        byte[] bytes = Files.Read(path, "verifying key", cancellation);
        return VerifyingKeyFile.TryRead(bytes, out VerifyingKey? key, out VerificationError? error) ? key
            : throw new CliException(ExitCode.Usage, NotA("verifying key", path, error, FileKind.Start(bytes)));
    }

    // Of a file of another kind or version, what it is; of one that is damaged, where.
    private static string NotA(string kind, string path, VerificationError error, ReadOnlySpan<byte> start) =>
        $"'{path}' is not a {kind}: {(error.Kind == ErrorKind.BadHeader || start.IsEmpty ? FileKind.Describe(start) : error.Describe())}";

    private static byte[] Start(FileStream file)
    {
        var bytes = new byte[FileKind.HeaderBytes];
        file.Position = 0;
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}

/// <summary>A file that is no proof, or one about another program: invalid, without that a verifier looked at it.</summary>
internal sealed class NotAProofException(ErrorKind kind, string message) : CliException(Infrastructure.ExitCode.Invalid, message)
{
    /// <summary>The rule that is broken.</summary>
    public ErrorKind Kind => kind;
}
