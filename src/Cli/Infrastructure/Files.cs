using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Reading and writing files with errors that name the file, and without half-written results.</summary>
internal static partial class Files
{
    /// <summary>The largest ELF or key that is read, in bytes. Proofs are read piece by piece and have no limit.</summary>
    public const long MaxBytes = 1L << 31;

    // Of a pipe or device, which does not say how long it is and may have no end.
    private const long MaxUnsized = 1L << 28;

    private const int LastErrno = 133;

    /// <summary>All bytes of a file or pipe.</summary>
    public static byte[] Read(string path, string what, CancellationToken cancellation)
    {
        using FileStream file = OpenRead(path, what, cancellation);
        return Guard(path, "read", what, () => Interruptible.Run(() => ReadAll(file, path, what), cancellation));
    }

    /// <summary>Opens a file or pipe to be read piece by piece.</summary>
    public static FileStream OpenRead(string path, string what, CancellationToken cancellation) => Guard(path, "read", what, () => Directory.Exists(path)
        ? throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': it is a folder")
        : Interruptible.Run(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), cancellation));

    /// <summary>Fails unless there is a file or folder to read.</summary>
    public static void CheckThere(string path, string what)
    {
        string? reason = Directory.Exists(path) ? null
            : !File.Exists(path) ? "no such file or folder"
            : IsSpecial(path) ? "it is a device, pipe or socket" : null;
        if (reason is not null) throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': {reason}");
    }

    /// <summary>
    /// Starts a file that appears when it is complete. It fails now when it could not be written later: an hour of proving should not end in "no such folder".
    /// </summary>
    public static AtomicFile Create(string path, string what) => Guard(path, "write", what, () =>
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        string? reason = Directory.Exists(path) || path.EndsWith('/') ? "it is a folder"
            : !Directory.Exists(folder) ? $"no folder '{folder}'"
            : IsSpecial(path) ? "it is a device, pipe or socket"
            : path == "-" ? "standard output does not take it; a file of this name is './-'" : null;
        if (reason is not null) throw new CliException(ExitCode.Usage, $"cannot write {what} '{path}': {reason}");
        try
        {
            return new AtomicFile(path);
        }
        catch (IOException e) when (AtomicFile.IsBusy(e))
        {
            throw new CliException(ExitCode.Usage, $"cannot write {what} '{path}': another process is writing it");
        }
    });

    /// <summary>Writes a file; the target has either its old or its new content.</summary>
    public static void WriteAtomically(string path, byte[] bytes, string what)
    {
        using AtomicFile file = Create(path, what);
        Commit(file, path, bytes, what);
    }

    /// <summary>Writes a file that was started, and puts it in its place.</summary>
    public static void Commit(AtomicFile file, string path, byte[] bytes, string what) => Guard(path, "write", what, () =>
    {
        file.Write(bytes);
        file.Commit();
        return true;
    });

    /// <summary>No file is written that is also read, and none twice.</summary>
    public static void CheckDistinct(IEnumerable<string?> read, IEnumerable<string?> written)
    {
        var seen = new HashSet<string>(read.OfType<string>().Select(Resolve));
        foreach (string path in written.OfType<string>())
            if (!seen.Add(Resolve(path))) throw new CliException(ExitCode.Usage, $"'{path}' is named twice: what is written there would overwrite the other file");
    }

    /// <summary>Deletes files of a folder that may be gone already, then the folder if nothing else is in it.</summary>
    public static void Clear(string folder, IEnumerable<string> files)
    {
        try
        {
            foreach (string file in files) File.Delete(file);
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another prover shares the folder, or has removed it. What stays is of no harm.
        }
    }

    /// <summary>Makes errors of the file system name the file.</summary>
    public static T Guard<T>(string path, string verb, string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            if (e is IOException pipe && StandardStreams.IsClosedPipe(pipe)) throw;
            bool full = e is IOException io && DiskFull.Is(io);
            throw new CliException(full ? ExitCode.NoSpace : ExitCode.Usage, $"cannot {verb} {what} '{path}': {Reason(e)}");
        }
    }

    /// <summary>What a file system error says, in few words.</summary>
    public static string Reason(Exception e) => e switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        UnauthorizedAccessException => "permission denied, or it is a folder",
        PathTooLongException => "the name is too long",
        IOException io when DiskFull.Is(io) => "no space left on the disk, or a quota or file size limit is reached",
        EndOfStreamException => "it ends too early",
        NotSupportedException => "it must be a file, not a pipe or device",

        // The system's own words: on Unix the code is errno.
        IOException { HResult: > 0 and <= LastErrno } io when !OperatingSystem.IsWindows() => LowerFirst(Marshal.GetPInvokeErrorMessage(io.HResult)),
        _ => "the system reports an error",
    };

    private static byte[] ReadAll(FileStream file, string path, string what)
    {
        long length = file.CanSeek ? file.Length : 0, most = length == 0 ? MaxUnsized : MaxBytes - 1;
        if (length > most) throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': {length} bytes, at most {most} are accepted");
        using var bytes = new MemoryStream((int)length);
        var buffer = new byte[1 << 16];
        for (int n; (n = file.Read(buffer)) > 0; bytes.Write(buffer, 0, n))
            if (bytes.Length + n > most) throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': it goes on after {most} bytes");
        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }

    // A path for comparing: links followed where the file exists.
    private static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }

    private static string LowerFirst(string text) => text.Length == 0 ? text : char.ToLower(text[0], CultureInfo.InvariantCulture) + text[1..];

    private const int CurrentFolder = -100, ModeOffset = 28, TypeMask = 0xF000, RegularFile = 0x8000;
    private const uint TypeWanted = 1;

    /// <summary>Whether a name is that of a device, pipe or socket. A rename would put a file in its place, and it may make a reader wait.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> status = stackalloc byte[256];
        return ExtendedStatus(CurrentFolder, path, 0, TypeWanted, ref MemoryMarshal.GetReference(status)) == 0
            && (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask) != RegularFile;
    }

    // statx has one layout on every processor.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExtendedStatus(int folder, string path, int flags, uint wanted, ref byte status);
}
