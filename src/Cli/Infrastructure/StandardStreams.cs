using System.Runtime.InteropServices;
using System.Text;

namespace Zkfp.Cli.Infrastructure;

/// <summary>
/// The process's standard streams as they are: a closed one is an error, not whatever file the runtime opened under its number since, and a reader that
/// went away
/// is an error of the write (<see cref="IsClosedPipe"/>), which <see cref="Console"/> would hide.
/// </summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1, CloseOnExec = 1;

    private static readonly bool[] s_closed = new bool[3];
    private static readonly CancellationTokenSource s_cancelled = new();

    /// <summary>Whether nobody could read what is written to standard output.</summary>
    public static bool OutputIsClosed => s_closed[1];

    /// <summary>Sets the console's writers. Must come first: it looks at descriptors before others are opened.</summary>
    public static void Install()
    {
        for (int i = 0; i < s_closed.Length; i++) s_closed[i] = IsClosed(i);
        Console.SetOut(Writer(1));
        Console.SetError(Writer(2));
    }

    /// <summary>From now on no report waits for its reader.</summary>
    public static void Cancel() => s_cancelled.Cancel();

    /// <summary>Standard input, unbuffered.</summary>
    public static Stream OpenInput() => Open(0, "standard input");

    /// <summary>Standard output, unbuffered.</summary>
    public static Stream OpenOutput() => Open(1, "standard output");

    /// <summary>Standard error, unbuffered; nowhere if it is closed.</summary>
    public static Stream OpenError() => s_closed[2] ? Stream.Null : Open(2, "standard error");

    /// <summary>Whether an error says that nobody reads what is written any more.</summary>
    public static bool IsClosedPipe(IOException e) => !OperatingSystem.IsWindows() && e.HResult == DescriptorStream.BrokenPipe;

    /// <summary>A line on standard error. There is nobody to tell where that fails.</summary>
    public static void WriteError(string line)
    {
        try
        {
            Console.Error.WriteLine(Terminal.Plain(line));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }

    private static Stream Open(int descriptor, string name) => s_closed[descriptor]
        ? throw new CliException(ExitCode.Usage, $"{name} is closed")
        : OperatingSystem.IsWindows() ? OpenConsole(descriptor) : new DescriptorStream(descriptor);

    private static Stream OpenConsole(int descriptor) =>
        descriptor == 0 ? Console.OpenStandardInput() : descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();

    private static TextWriter Writer(int descriptor)
    {
        if (s_closed[descriptor]) return descriptor == 1 ? new ClosedWriter() : TextWriter.Null;
        Stream stream = OperatingSystem.IsWindows() ? OpenConsole(descriptor) : new DescriptorStream(descriptor, s_cancelled.Token);

        // Text for a file or pipe is gathered; CommandRunner flushes it.
        bool gather = descriptor == 1 && Console.IsOutputRedirected;
        return TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(false), gather ? 1 << 14 : 256) { AutoFlush = !gather });
    }

    // A descriptor that was inherited survived exec, so it is not to be closed by exec; what the runtime opens is.
    private static bool IsClosed(int descriptor)
    {
        if (!OperatingSystem.IsLinux()) return false;
        int flags = Control(descriptor, GetDescriptorFlags, 0);
        return flags < 0 || (flags & CloseOnExec) != 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    private sealed class ClosedWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new CliException(ExitCode.Usage, "standard output is closed");
    }
}
