using System.Globalization;

namespace Zkfp.Prover;

/// <summary>Bytes that a proof will take, about.</summary>
/// <param name="Proof">The proof file.</param>
/// <param name="Work">What the work folder grows by.</param>
public readonly record struct DiskNeed(long Proof, long Work)
{
    /// <summary>A node of the recursion tree, or a final proof: up to 0.6 MB.</summary>
    internal const long NodeBytes = 600_000;

    /// <summary>A shard's proof: 0.45 to 0.8 MB, the more the higher the matrices.</summary>
    internal static long ShardBytes(int logHeight) => logHeight switch
    {
        >= ProgramKeys.LargeLogHeight => 820_000,
        ProgramKeys.LogHeight => 680_000,
        _ => 540_000,
    };
}

/// <summary>Whether the disks have room for a proof: asked before hours are spent on what there is no room for.</summary>
public static class DiskRoom
{
    /// <summary>Which disk lacks how much, in one line for people; null where there is room, or the system does not say.</summary>
    /// <param name="need">What the proof takes.</param>
    /// <param name="proofFolder">Where the proof file goes; null: not to a disk.</param>
    /// <param name="workFolder">The work folder.</param>
    /// <param name="freeBytes">Says how much a folder's disk has left; <see cref="FreeBytes"/> if null.</param>
    public static string? Shortage(DiskNeed need, string? proofFolder, string workFolder, Func<string, long?>? freeBytes = null)
    {
        freeBytes ??= FreeBytes;
        long? work = freeBytes(workFolder), proof = proofFolder is null ? null : freeBytes(proofFolder);

        // Two disks that have as much left to the byte are one.
        return proofFolder is not null && work == proof ? Lack(workFolder, work, need.Work + need.Proof)
            : Lack(workFolder, work, need.Work) ?? Lack(proofFolder, proof, need.Proof);
    }

    /// <summary>Bytes that this user may still write where a folder lies; null where the system does not say.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A number of bytes for people.</summary>
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");

    private static string? Lack(string? folder, long? free, long bytes) =>
        free < bytes ? $"no space: '{folder}' has {Megabytes(free.Value)} left, about {Megabytes(bytes)} are needed" : null;
}
