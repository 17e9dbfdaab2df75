using System.CommandLine;
using System.Diagnostics;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp run`: executes a program in the machine, without proving.</summary>
internal static class RunCommand
{
    private const string Help = """
        Execute a program in the machine, without proving. Passes the program's output and exit code through (128 + n after signal n);
        errors of zkfp itself exit with 125.

        Examples:
          zkfp run hello.elf
          zkfp run sha256sum.elf --stdin photo.jpg --json
          zkfp run tool.elf -- --verbose input
        """;

    public static Command Create()
    {
        var command = new Command("run", Help);
        var guest = new GuestInput();
        guest.AddTo(command);
        var limit = new Option<ulong?>("--max-instructions") { Description = "Stop with an error after so many instructions." };
        command.Add(limit);
        Option<bool> json = CommandRunner.JsonOption();
        command.Add(json);
        command.OnRun(json, (result, cancellation) =>
        {
            ProgramImage program = guest.Load(result);
            using Stream stdin = guest.OpenStdin(result);
            using Stream stdout = Console.OpenStandardOutput();
            using Stream stderr = Console.OpenStandardError();
            using GuestHost host = GuestHost.Create(program, guest, result, stdin, stdout, stderr, cancellation);
            var clock = Stopwatch.StartNew();
            Outcome outcome = host.Guard(() => Executor.Run(program, host.Host, new RunOptions
            {
                MaxInstructions = result.GetValue(limit) ?? ulong.MaxValue,
                Cancellation = cancellation,
            }));
            double seconds = clock.Elapsed.TotalSeconds;
            cancellation.ThrowIfCancellationRequested();
            if (outcome.Reason != StopReason.Halted)
                throw new CliException(ExitCode.RunFailed, host.Describe(outcome));
            int exitCode = outcome.ExitCode ?? throw new CliException(ExitCode.RunFailed, $"the program ended with an {outcome}");
            if (result.GetValue(json))
            {
                new JsonReport("run")
                    .Add("cycles", (long)outcome.Instructions)
                    .Add("seconds", seconds)
                    .Add("exitCode", exitCode)
                    .Add("outcome", outcome.ToString())
                    .Print(Console.Error);
            }

            return exitCode;
        }, ExitCode.RunFailed);
        return command;
    }
}
