using System.CommandLine;
using System.Diagnostics;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp run`: executes a program in the machine, without proving.</summary>
internal static class RunCommand
{
    private const string Help = """
        The program's standard input, output and error are this command's own. The exit code is the program's, 128 + n after signal n; errors of zkfp itself
        exit with 125. When whoever reads the output is gone, the run ends with 141.

        Examples:
          zkfp run hello.elf
          zkfp run sha256sum.elf --stdin photo.jpg --json
          cat photo.jpg | zkfp run sha256sum.elf
          zkfp run tool.elf -- --verbose input
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("run", "Execute a program in the machine, without proving.", Help) { TakesGuestArguments = true };
        var guest = new GuestInput();
        guest.AddTo(command);
        var limit = new Option<ulong?>("--max-instructions") { Description = "Stop with an error after so many instructions." };
        command.Add(limit.Between(0, ulong.MaxValue));
        command.OnRun(common, session =>
        {
            session.CheckFiles([session.Get(guest.Elf), guest.StdinFile(session)], []);
            ProgramImage program = guest.Load(session);
            using Stream stdin = guest.OpenStdin(session);
            using Stream stdout = InterruptibleStream.Wrap(StandardStreams.OpenOutput(), session.Cancellation);
            using Stream stderr = InterruptibleStream.Wrap(StandardStreams.OpenError(), session.Cancellation);
            using GuestHost host = GuestHost.Create(program, guest, session, stdin, stdout, stderr);
            var clock = Stopwatch.StartNew();
            Outcome outcome = host.Guard(() => Executor.Run(program, host.Host, new RunOptions
            {
                MaxInstructions = session.Get(limit) ?? ulong.MaxValue,
                Cancellation = session.Cancellation,
            }));
            double seconds = clock.Elapsed.TotalSeconds;
            session.Cancellation.ThrowIfCancellationRequested();
            if (outcome.Reason != StopReason.Halted)
                throw new CliException(ExitCode.RunFailed, host.Describe(outcome));
            string text = new WaitStatus(outcome.WaitStatus).Describe();
            int code = outcome.ExitCode ?? throw new CliException(ExitCode.RunFailed, $"the program ended with an {text}");
            session.Json.Add("cycles", (long)outcome.Instructions).Add("seconds", seconds).Add("exitCode", code).Add("outcome", text)
                .Add("outcomeWord", outcome.WaitStatus);
            if (session.Verbose) StandardStreams.WriteError($"zkfp run: {text}, {outcome.Instructions} instructions in {seconds:F3} s");
            return code;
        }, ExitCode.RunFailed);
        return command;
    }
}
