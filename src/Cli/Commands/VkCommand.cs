using System.CommandLine;
using System.Globalization;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Protocol.Keys;
using Zkfp.Prover;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp vk`.</summary>
internal static class VkCommand
{
    private const string Help = """
        The key stands for the ELF file, the firmware, the machine and the parameters. Whoever verifies many proofs of a program computes it once; whoever has the
        program needs none (verify --elf).

        A program has three keys: one for short runs, of up to 1.2 M instructions (--height 18), where a call of a primitive counts as one for every 32 of its
        cells; one for runs of up to 13.1 M instructions (--height 20), or one for every 18 cells of calls; and one for longer ones (--height 21). 'zkfp prove'
        takes the one that suits the run, unless its own --height says which, and says so in its --json as logHeight.

        Examples:
          zkfp vk sha256sum.elf -o sha256sum.vk
          zkfp vk hello.elf --height 18 -o hello.vk
        """;

    private const string What = "verifying key";

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("vk", "Compute the verifying key of a program.", Help);
        var elf = new Argument<string>("ELF") { Description = "Static Linux/MIPS32 executable." };
        Option<string> profile = GuestInput.CreateProfile("Firmware profile: linux or cannon; linux if absent.");
        var target = new Option<string>("--out", "-o") { Description = "File to write.", Required = true, HelpName = "FILE" };
        command.Add(elf);
        command.Add(profile);
        Option<int?> height = KeySource.HeightOption("18: the key for short runs, as 'zkfp prove' has them; 20, or without it: for medium ones; 21: for long ones.");
        command.Add(target);
        command.Add(height);
        var compute = new ComputeOptions();
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            string path = session.Get(target)!;
            session.CheckFiles([session.Get(elf)], [path]);
            int threads = compute.Apply(session);
            using AtomicFile file = Files.Create(path, What);
            ProgramImage program = GuestInput.Load(session.Get(elf), GuestInput.ProfileOf(session.Get(profile)), session.Cancellation);
            VerifyingKey key = KeySource.FromProgram(program, session.Get(height) ?? ProgramKeys.LogHeight, threads, session.Cancellation);
            byte[] bytes = VerifyingKeyFile.Write(key);
            Files.Commit(file, path, bytes, What);
            session.Line($"{path}: verifying key {key.Digest}");
            const double Short = ProgramKeys.MostOfSmall / 1e6, Medium = ProgramKeys.MostOfMedium / 1e6;
            string runs = key.LogHeight switch
            {
                ProgramKeys.SmallLogHeight => string.Create(CultureInfo.InvariantCulture, $"up to {Short:F1}"),
                ProgramKeys.LargeLogHeight => string.Create(CultureInfo.InvariantCulture, $"more than {Medium:F1}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{Short:F1} to {Medium:F1}"),
            };
            session.Line($"  for runs of {runs} M instructions (height {key.LogHeight}, unless 'zkfp prove' was told another)");
            session.Json.Add("digest", key.Digest.ToString()).Add("logHeight", key.LogHeight).Add("bytes", bytes.Length);
            return ExitCode.Ok;
        });
        return command;
    }
}
