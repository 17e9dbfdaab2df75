using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Zkfp.Cli.CommandLine;
using Zkfp.Core.Trace;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Runs a command's action with the error handling that all commands share.</summary>
internal static class CommandRunner
{
    private const int FileSizeSignal = 25; // SIGXFSZ of x86 and ARM

    /// <summary>Sets the action; errors become a message on standard error and an exit code.</summary>
    /// <param name="command">The command.</param>
    /// <param name="common">Options of all commands.</param>
    /// <param name="action">What it does; returns the exit code.</param>
    /// <param name="errorCode">The exit code for every error, where the command reserves one.</param>
    public static void OnRun(this Command command, CommonOptions common, Func<Session, int> action, int? errorCode = null)
    {
        command.SetAction(result =>
        {
            using var cancellation = new CancellationTokenSource();
            void OnCancel(object? sender, ConsoleCancelEventArgs e)
            {
                e.Cancel = !cancellation.IsCancellationRequested;
                Stop();
            }

            void Stop()
            {
                cancellation.Cancel();
                StandardStreams.Cancel();
            }

            Console.CancelKeyPress += OnCancel;

            // The first one asks to stop, the second one does.
            using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c =>
            {
                c.Cancel = !cancellation.IsCancellationRequested;
                Stop();
            });

            // A file size limit is to be an error of the write, not the end of the process.
            using PosixSignalRegistration? tooLarge = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, c => c.Cancel = true) : null;
            using var session = new Session(command, result, common, cancellation.Token) { OutputIsTaken = errorCode is not null };
            try
            {
                int code = action(session);
                session.Finish();
                Console.Out.Flush();
                return code;
            }
            catch (Exception e)
            {
                return Fail(session, e, errorCode);
            }
            finally
            {
                Console.CancelKeyPress -= OnCancel;
            }
        });
    }

    /// <summary>Exit code and message of an error.</summary>
    public static (int Code, string Message) Explain(Exception error) => error switch
    {
        CliException e => (e.ExitCode, e.Message),
        AggregateException { InnerException: { } e } => Explain(e),
        OperationCanceledException => (ExitCode.Cancelled, "cancelled"),
        TraceException e => (ExitCode.Unprovable, e.Message),
        OutOfMemoryException => (ExitCode.NoSpace, "out of memory"),
        FileNotFoundException or FileLoadException or BadImageFormatException when PartOf(error) is { } part =>
            (ExitCode.Internal, $"this installation of zkfp is damaged: its part {part} is missing or cannot be loaded"),
        TypeInitializationException when LibraryOf(error) is { } library =>
            (ExitCode.Internal, $"this installation of zkfp is damaged: its part {library} is missing or cannot be loaded"),
        IOException e when StandardStreams.IsClosedPipe(e) => (ExitCode.ClosedPipe, "whoever read the output is gone"),
        IOException e when DiskFull.Is(e) => (ExitCode.NoSpace, Files.Reason(e)),
        IOException or UnauthorizedAccessException => (ExitCode.Usage, Files.Reason(error)),
        _ => (ExitCode.Internal, $"internal error, {error.GetType().Name} in {PlaceOf(error)}; please report it (--verbose says where)"),
    };

    // The type that threw; compiled ahead, its name is all that is left of it.
    private static string? PlaceOf(Exception error)
    {
        string? type = new StackTrace(error).GetFrame(0) is { } frame ? DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName : null;
        return type?[(type.LastIndexOfAny(['.', '+']) + 1)..];
    }

    // The assembly that an error is about; null where it is about another file.
    private static string? PartOf(Exception error)
    {
        string? name = error switch
        {
            FileNotFoundException e => e.FileName,
            FileLoadException e => e.FileName,
            BadImageFormatException e => e.FileName,
            _ => null,
        };
        int end = name?.IndexOf(", Version=", StringComparison.Ordinal) ?? -1;
        return end < 0 ? null : name![..end];
    }

    // The native library, of those that are loaded at first use, that an error is about.
    private static string? LibraryOf(Exception? error) => error switch
    {
        null => null,
        DllNotFoundException => error.Message.Split('\'') is [_, var name, ..] ? name : null,
        _ => LibraryOf(error.InnerException),
    };

    private static int Fail(Session session, Exception error, int? errorCode)
    {
        (int code, string message) = Explain(error);
        if (code == ExitCode.ClosedPipe) return code; // as SIGPIPE would: without a word
        code = errorCode ?? code;
        bool shown = session.Verbose && error is not CliException and not OperationCanceledException;
        StandardStreams.WriteError($"zkfp {session.Command}: {message}");
        if (shown)
            foreach (string line in $"{error}".Split('\n')) StandardStreams.WriteError(line);
        session.Json.Clear().Add("error", message).Add("exitStatus", code);
        try
        {
            session.Finish();
            Console.Out.Flush();
        }
        catch (Exception e) when (e is CliException or IOException or OperationCanceledException)
        {
            // The report could not be written; the exit code says what happened.
        }

        return code;
    }
}
