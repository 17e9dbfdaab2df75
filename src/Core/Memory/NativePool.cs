using System.Runtime.InteropServices;

namespace Zkfp.Core.Memory;

/// <summary>
/// The process-wide cache behind <see cref="NativeBuffer"/>. Large blocks are multiples of 2 MiB aligned to 2 MiB and advised as huge
/// pages (5–15 % on transforms); a freed large block is kept for the next request that it fits with at most a quarter to spare,
/// up to <see cref="CacheLimit"/> bytes in all, because faulting fresh pages in costs about as much as one pass over them.
/// </summary>
public static unsafe partial class NativePool
{
    private const nuint LargeUnit = 2 << 20;
    private const nuint SmallAlignment = 64;
    private const int MadviseHugePage = 14;

    private static readonly Lock s_lock = new();
    private static readonly List<(nint Pointer, nuint Bytes)> s_free = [];
    private static nuint s_cached;
    private static nuint s_limit = (nuint)1 << 30;

    /// <summary>The most bytes kept in the cache; lowering it frees what is above. Default 1 GiB.</summary>
    public static long CacheLimit
    {
        get => (long)s_limit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            lock (s_lock)
            {
                s_limit = (nuint)value;
                TrimLocked();
            }
        }
    }

    /// <summary>Bytes now in the cache.</summary>
    public static long CachedBytes
    {
        get
        {
            lock (s_lock) return (long)s_cached;
        }
    }

    internal static void* Rent(nuint bytes, out nuint capacity)
    {
        if (bytes < LargeUnit)
        {
            capacity = Math.Max(SmallAlignment, (bytes + SmallAlignment - 1) & ~(SmallAlignment - 1));
            return NativeMemory.AlignedAlloc(capacity, SmallAlignment);
        }

        nuint wanted = (bytes + LargeUnit - 1) & ~(LargeUnit - 1);
        lock (s_lock)
        {
            int best = -1;
            for (int i = 0; i < s_free.Count; i++)
            {
                nuint size = s_free[i].Bytes;
                if (size >= wanted && size - wanted <= wanted / 4 && (best < 0 || size < s_free[best].Bytes)) best = i;
            }

            if (best >= 0)
            {
                (nint pointer, capacity) = s_free[best];
                s_free.RemoveAt(best);
                s_cached -= capacity;
                return (void*)pointer;
            }
        }

        capacity = wanted;
        void* fresh = NativeMemory.AlignedAlloc(wanted, LargeUnit);

        // Only advice: a refusal costs speed alone, so the result is not looked at.
        if (OperatingSystem.IsLinux()) _ = Madvise(fresh, wanted, MadviseHugePage);
        return fresh;
    }

    internal static void Return(void* pointer, nuint capacity)
    {
        if (capacity < LargeUnit)
        {
            NativeMemory.AlignedFree(pointer);
            return;
        }

        lock (s_lock)
        {
            s_free.Add(((nint)pointer, capacity));
            s_cached += capacity;
            TrimLocked();
        }
    }

    // Oldest first.
    private static void TrimLocked()
    {
        int count = 0;
        while (s_cached > s_limit)
        {
            (nint pointer, nuint bytes) = s_free[count++];
            NativeMemory.AlignedFree((void*)pointer);
            s_cached -= bytes;
        }

        s_free.RemoveRange(0, count);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
