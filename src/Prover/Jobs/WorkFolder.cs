using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Jobs;

/// <summary>
/// A folder of finished steps that any number of processes share, also over a network. There is no server and no lock beyond the file that is being written:
/// files appear whole or not at all (written aside, flushed, renamed), whoever writes one holds the lock of its name aside, which the system
/// frees when the process ends however it does, and a file is used only after it was checked. So a crash, a full disk, a wrong file or two processes at the same
/// step cost time alone.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="notice">Told about each file that is there and is not what its name says.</param>
internal sealed class WorkFolder(string path, Action<string>? notice = null)
{
    // Proofs of shards and nodes have less than a megabyte; a file of another size is not read.
    private const long MaxFileBytes = 64 << 20;

    private const int MostTries = 500;

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(0.02);

    private readonly HashSet<string> _files = [];
    private readonly Dictionary<string, (long Bytes, DateTime Written)> _rejected = [];
    private readonly Lock _lock = new();

    /// <summary>The folder's name.</summary>
    public string Path => path;

    /// <summary>Makes the folder if need be.</summary>
    public void Create() => Directory.CreateDirectory(path);

    /// <summary>Where a file lies.</summary>
    public string PathOf(string file) => System.IO.Path.Combine(path, file);

    /// <summary>The files of this folder that were found good or written.</summary>
    public IReadOnlyList<string> Used
    {
        get
        {
            lock (_lock) return [.. _files];
        }
    }

    /// <summary>
    /// The bytes of a file; null where there is none that can be read, or the one that was rejected before. What cannot be read is made again, and an error that
    /// lasts shows when it is written.
    /// </summary>
    public byte[]? Read(string file)
    {
        try
        {
            var info = new FileInfo(PathOf(file));
            if (!info.Exists || IsRejected(file, info)) return null;
            if (info.Length <= MaxFileBytes) return ReadAll(info.FullName);
            Reject(file, $"it has {info.Length} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if it were not there.
        }

        return null;
    }

    // Its writer keeps the lock from the rename until it has closed the file: that is no reason to make it again.
    private static byte[] ReadAll(string path)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (IOException e) when (AtomicFile.IsBusy(e) && tries < MostTries)
            {
                Thread.Sleep(s_retry);
            }
        }
    }

    /// <summary>A file is not what its name says: said once, and not looked at again until it changes. It is overwritten when it is made again.</summary>
    public void Reject(string file, string reason)
    {
        var info = new FileInfo(PathOf(file));
        lock (_lock)
        {
            _files.Remove(info.FullName);
            if (info.Exists) _rejected[file] = (info.Length, info.LastWriteTimeUtc);
        }

        notice?.Invoke($"'{PathOf(file)}' is not used, it is made again: {reason}");
    }

    /// <summary>A file was found good.</summary>
    public void Accept(string file)
    {
        lock (_lock) _files.Add(new FileInfo(PathOf(file)).FullName);
    }

    /// <summary>
    /// Takes a file to write, for as long as the result lives; null while a living process has it. What a dead one left aside is overwritten.
    /// </summary>
    public AtomicFile? Claim(string file)
    {
        // A prover that shares the folder deletes it once it is done and the folder empty.
        Create();
        try
        {
            return new AtomicFile(PathOf(file));
        }
        catch (IOException e) when (AtomicFile.IsBusy(e))
        {
            return null;
        }
    }

    /// <summary>Whether a living process is writing a file.</summary>
    public bool IsClaimed(string file)
    {
        try
        {
            using var aside = new FileStream(PathOf(file) + AtomicFile.Suffix, FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (IOException e)
        {
            return AtomicFile.IsBusy(e);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes a claimed file and puts it in its place.</summary>
    public void Commit(AtomicFile claim, string file, byte[] bytes)
    {
        claim.Write(bytes, 0, bytes.Length); // a span would be copied first
        claim.Commit();
        lock (_lock) _rejected.Remove(file);
        Accept(file);
    }

    private bool IsRejected(string file, FileInfo info)
    {
        lock (_lock) return _rejected.TryGetValue(file, out (long Bytes, DateTime Written) r) && r == (info.Length, info.LastWriteTimeUtc);
    }
}
