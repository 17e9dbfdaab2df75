using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Zkfp.Prover.Runs;

/// <summary>
/// A file that appears whole or not at all: it is written next to its place under the name <c>….part</c> and renamed by <see cref="Commit"/>. Without that, also
/// after an exception, disposing deletes it. Of two processes that write the same file, the second one fails. What a killed process left aside is overwritten
/// by the next one.
/// </summary>
public sealed partial class AtomicFile : FileStream
{
    private const int BusyCode = 11, WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly string _path;
    private readonly string _aside;
    private bool _open;

    /// <summary>Starts writing.</summary>
    /// <exception cref="IOException">Also: another process writes this file.</exception>
    public AtomicFile(string path)
        : this(path, path + Suffix)
    {
    }

    private AtomicFile(string path, string aside)
        : base(aside, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0)
    {
        _path = path;
        _aside = aside;
        _open = true;

        // Between opening and locking, its writer may have finished and renamed it, and another one begun: then this is not the file aside any more, and emptying
        // it would empty what was written.
        if (!IsAt(SafeFileHandle, aside))
        {
            _open = false;
            Dispose();
            throw new IOException($"'{path}' has just been written by another process") { HResult = BusyCode };
        }

        SetLength(0);
    }

    /// <summary>Whether an error of the constructor says that another process writes the file.</summary>
    public static bool IsBusy(IOException error) => error.HResult is BusyCode or WindowsSharingViolation;

    /// <summary>What the name aside ends with.</summary>
    public const string Suffix = ".part";

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) // the one that all others end in
    {
        try
        {
            base.Write(buffer, offset, count);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw DiskFull.FileTooLarge(e);
        }
    }

    /// <summary>Flushes to the disk, puts the file in its place and closes it: whoever reads it now finds no lock.</summary>
    public void Commit()
    {
        Flush(flushToDisk: true);
        File.Move(_aside, _path, overwrite: true);
        _open = false;
        Dispose();
    }

    /// <summary>Whether an open file is the one of this name; where the system cannot tell, whether there is one.</summary>
    internal static bool IsAt(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux()) return File.Exists(path);
        Span<byte> open = stackalloc byte[StatusBytes], named = stackalloc byte[StatusBytes];
        return ExtendedStatus((int)file.DangerousGetHandle(), "", EmptyPath, InodeWanted, ref MemoryMarshal.GetReference(open)) == 0
            && ExtendedStatus(CurrentFolder, path, 0, InodeWanted, ref MemoryMarshal.GetReference(named)) == 0
            && open.Slice(InodeOffset, sizeof(ulong)).SequenceEqual(named.Slice(InodeOffset, sizeof(ulong)))
            && open.Slice(DeviceOffset, sizeof(ulong)).SequenceEqual(named.Slice(DeviceOffset, sizeof(ulong)));
    }

    // struct statx has one layout on every processor.
    private const int StatusBytes = 256, InodeOffset = 32, DeviceOffset = 136, CurrentFolder = -100, EmptyPath = 0x1000;
    private const uint InodeWanted = 0x100;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExtendedStatus(int folder, string path, int flags, uint wanted, ref byte status);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Deleted while locked: a later file of this name is another writer's.
        if (_open && disposing)
        {
            _open = false;
            File.Delete(_aside);
        }

        base.Dispose(disposing);
    }
}

/// <summary>Errors that say there is no room for a file.</summary>
public static class DiskFull
{
    private const int FileTooLargeCode = 27, NoSpaceCode = 28, QuotaCode = 122, WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an error says that the disk, a quota or the permitted size of a file is used up.</summary>
    public static bool Is(IOException error) => OperatingSystem.IsWindows()
        ? error.HResult == WindowsDiskFull
        : error.HResult is FileTooLargeCode or NoSpaceCode or QuotaCode;

    /// <summary>The runtime reports EFBIG as an argument out of range.</summary>
    internal static IOException FileTooLarge(ArgumentOutOfRangeException error) =>
        new("the file is larger than this system permits (ulimit -f)", error) { HResult = FileTooLargeCode };
}
