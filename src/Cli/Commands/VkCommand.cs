using System.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Verifier.Keys;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp vk`.</summary>
internal static class VkCommand
{
    private const string Help = """
        Compute the verifying key of a program: its ELF file, the firmware, the machine and the parameters. A program has
        one key for long runs (--height 20) and one for short ones (--height 18); `prove --height` makes proofs for it.

        Example:
          zkfp vk sha256sum.elf -o sha256sum.vk
        """;

    public static Command Create()
    {
        var command = new Command("vk", Help);
        var elf = new Argument<string>("ELF") { Description = "Static Linux/MIPS32 executable." };
        var profile = new Option<string>("--profile") { Description = "Firmware profile.", DefaultValueFactory = _ => "linux" };
        profile.AcceptOnlyFromAmong("linux", "cannon");
        var target = new Option<string>("--output", "-o") { Description = "File to write.", Required = true };
        Option<int?> height = KeySource.HeightOption("Rows of the committed matrices, log2: 18 or 20 (default).");
        Option<bool> json = CommandRunner.JsonOption();
        command.Add(elf);
        command.Add(profile);
        command.Add(target);
        command.Add(height);
        command.Add(json);
        command.OnRun(json, (result, cancellation) =>
        {
            Profile p = result.GetValue(profile) == "cannon" ? Profile.Cannon : Profile.Linux;
            VerifyingKey key = KeySource.FromProgram(GuestInput.Load(result.GetRequiredValue(elf), p), result.GetValue(height) ?? ProgramKeys.LogHeight, cancellation);
            byte[] bytes = VerifyingKeyFile.Write(key);
            Files.WriteAtomically(result.GetRequiredValue(target), bytes, "verifying key");
            Console.Out.WriteLine($"verifying key {key.Digest}");
            if (result.GetValue(json)) new JsonReport("vk").Add("digest", key.Digest.ToString()).Add("bytes", bytes.Length).Print(Console.Error);
            return ExitCode.Ok;
        });
        return command;
    }
}
