using System.Security;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Reading and writing files with errors that name the file, and without half-written results.</summary>
internal static class Files
{
    /// <summary>The largest ELF, key or proof that is read, in bytes.</summary>
    public const long MaxBytes = 1L << 31;

    /// <summary>All bytes of a file.</summary>
    public static byte[] Read(string path, string what)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length >= MaxBytes)
                throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': {length} bytes, at most {MaxBytes - 1} are accepted");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            throw new CliException(ExitCode.Usage, $"cannot read {what} '{path}': {Reason(e)}");
        }
    }

    /// <summary>Writes a file through a temporary one in the same folder: the target has either its old or its new content.</summary>
    public static void WriteAtomically(string path, ReadOnlySpan<byte> bytes, string what)
    {
        string temporary = path + ".tmp-" + Environment.ProcessId;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            TryDelete(temporary);
            throw new CliException(ExitCode.Usage, $"cannot write {what} '{path}': {Reason(e)}");
        }
    }

    /// <summary>Fails early when a file could not be written later: an hour of proving should not end in "no such folder".</summary>
    public static void CheckWritable(string path, string what)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (Directory.Exists(path)) throw new CliException(ExitCode.Usage, $"cannot write {what} '{path}': it is a folder");
        if (!Directory.Exists(folder)) throw new CliException(ExitCode.Usage, $"cannot write {what} '{path}': no folder '{folder}'");
        string probe = Path.Combine(folder, $".zkfp-probe-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(probe, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"cannot write {what} '{path}': {Reason(e)}");
        }
        finally
        {
            TryDelete(probe);
        }
    }

    /// <summary>Deletes a folder that holds nothing.</summary>
    public static void DeleteFolderIfEmpty(string path)
    {
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any()) Directory.Delete(path);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // The write error that led here is the one worth reporting.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        UnauthorizedAccessException => "permission denied, or it is a folder",
        _ => e.Message,
    };
}
