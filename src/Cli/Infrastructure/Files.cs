using System.Security;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Reading and writing files with errors that name the file, and without half-written results.</summary>
internal static class Files
{
    /// <summary>The largest ELF or key that is read, in bytes. Proofs are read piece by piece and have no limit.</summary>
    public const long MaxBytes = 1L << 31;

    /// <summary>All bytes of a file.</summary>
    public static byte[] Read(string path, string what) => Guard(path, "read", what, () =>
    {
        if (Directory.Exists(path)) throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': it is a folder");
        long length = new FileInfo(path).Length;
        return length < MaxBytes ? File.ReadAllBytes(path)
            : throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': {length} bytes, at most {MaxBytes - 1} are accepted");
    });

    /// <summary>Opens a file to be read piece by piece.</summary>
    public static FileStream OpenRead(string path, string what) => Guard(path, "read", what, () => Directory.Exists(path)
        ? throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': it is a folder")
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));

    /// <summary>
    /// Starts a file that appears when it is complete. It fails now when it could not be written later: an hour of proving should not end in "no such folder".
    /// </summary>
    public static AtomicFile Create(string path, string what) => Guard(path, "write", what, () =>
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        string? reason = Directory.Exists(path) ? "it is a folder"
            : !Directory.Exists(folder) ? $"no folder '{folder}'"
            : folder == "/dev" ? "it is a device" : null;
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
        Guard(path, "write", what, () =>
        {
            file.Write(bytes);
            file.Commit();
            return true;
        });
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
        IOException io when DiskFull.Is(io) => "no space left on the disk, or a quota or file size limit is reached",
        _ => e.Message,
    };
}
