using System.CommandLine;
using System.Runtime.InteropServices;
using Zkfp.Core.Trace;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Runs a command's action with the error handling that all commands share.</summary>
internal static class CommandRunner
{
    private const int FileSizeSignal = 25; // SIGXFSZ of x86 and ARM

    /// <summary>The option that every command has.</summary>
    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Write one JSON object as the last line of standard error." };

    /// <summary>Sets the action; errors become a message on standard error and an exit code.</summary>
    /// <param name="command">The command.</param>
    /// <param name="json">Its --json option.</param>
    /// <param name="action">What it does; returns the exit code.</param>
    /// <param name="errorCode">The exit code for every error, where the command reserves one.</param>
    public static void OnRun(
        this Command command, Option<bool> json, Func<ParseResult, CancellationToken, int> action, int? errorCode = null)
    {
        command.SetAction(result =>
        {
            using var cancellation = new CancellationTokenSource();
            void OnCancel(object? sender, ConsoleCancelEventArgs e)
            {
                e.Cancel = !cancellation.IsCancellationRequested;
                cancellation.Cancel();
            }

            Console.CancelKeyPress += OnCancel;

            // The first one asks to stop, the second one does.
            using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c =>
            {
                c.Cancel = !cancellation.IsCancellationRequested;
                cancellation.Cancel();
            });

            // A file size limit is to be an error of the write, not the end of the process.
            using PosixSignalRegistration? tooLarge = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, c => c.Cancel = true) : null;
            try
            {
                return action(result, cancellation.Token);
            }
            catch (CliException e)
            {
                return Fail(e.Message, errorCode ?? e.ExitCode);
            }
            catch (OperationCanceledException)
            {
                return Fail("cancelled", ExitCode.Cancelled);
            }
            catch (TraceException e)
            {
                return Fail(e.Message, errorCode ?? ExitCode.Unprovable);
            }
            catch (OutOfMemoryException)
            {
                return Fail("out of memory", errorCode ?? ExitCode.NoSpace);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                bool full = e is IOException io && DiskFull.Is(io);
                return Fail(full ? Files.Reason(e) : e.Message, errorCode ?? (full ? ExitCode.NoSpace : ExitCode.Usage));
            }
            finally
            {
                Console.CancelKeyPress -= OnCancel;
            }

            int Fail(string message, int code)
            {
                Console.Error.WriteLine($"zkfp {FullName(command)}: {message}");
                if (result.GetValue(json))
                    new JsonReport(FullName(command)).Add("error", message).Add("exitStatus", code).Print(Console.Error);
                return code;
            }
        });
    }

    // "evm block": commands of commands are named with them, the root is not.
    private static string FullName(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand
        ? $"{FullName(parent)} {command.Name}"
        : command.Name;
}
