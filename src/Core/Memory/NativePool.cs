using System.Runtime.InteropServices;

namespace Zkfp.Core.Memory;

/// <summary>
/// The memory behind <see cref="NativeBuffer"/>. Blocks of 2 MiB and more come from one reserved range of addresses, advised as huge pages (5–15 % on
/// transforms). A freed block keeps its pages, up to <see cref="PageLimit"/>, and the next one is cut from them whatever its size:
/// fresh pages, which the system must clear, cost more than a pass over them. Without such a range (other systems than Linux, or a
/// limit on addresses) blocks come from the system one by one.
/// </summary>
public static unsafe partial class NativePool
{
    private const nuint Unit = 2 << 20;
    private const nuint SmallAlignment = 64;

    private static readonly Lock s_lock = new();
    private static readonly byte* s_base = Reserve(out s_units);
    private static readonly int s_units;
    private static readonly FreeRanges s_free = new(s_units);

    // Whether a unit has pages: it was in use since it was last discarded.
    private static readonly bool[] s_backed = new bool[s_units];
    private static long s_used, s_cached;
    private static long s_limit = 1L << 30;

    /// <summary>
    /// Freed blocks keep their pages while these and the blocks in use have no more bytes than this together, so memory stays below it or what is in use at once;
    /// lowering it gives the rest back to the system. Default 1 GiB.
    /// </summary>
    public static long PageLimit
    {
        get => s_limit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            lock (s_lock)
            {
                s_limit = value;
                Trim();
            }
        }
    }

    /// <summary>Bytes of freed blocks that have their pages.</summary>
    public static long CachedBytes
    {
        get
        {
            lock (s_lock) return s_cached;
        }
    }

    internal static void* Rent(nuint bytes, out nuint capacity)
    {
        if (bytes < Unit)
        {
            capacity = Math.Max(SmallAlignment, (bytes + SmallAlignment - 1) & ~(SmallAlignment - 1));
            return NativeMemory.AlignedAlloc(capacity, SmallAlignment);
        }

        capacity = (bytes + Unit - 1) & ~(Unit - 1);
        int units = (int)Math.Min(capacity / Unit, int.MaxValue);
        lock (s_lock)
        {
            int start = s_free.Take(units);
            if (start >= 0)
            {
                foreach (ref bool backed in s_backed.AsSpan(start, units))
                {
                    if (backed) s_cached -= (long)Unit;
                    backed = true;
                }

                s_used += (long)capacity;
                Trim();
                return s_base + (nuint)start * Unit;
            }
        }

        void* block = NativeMemory.AlignedAlloc(capacity, Unit);
        Advise(block, capacity, MadviseHugePage);
        return block;
    }

    internal static void Return(void* pointer, nuint capacity)
    {
        if ((byte*)pointer < s_base || (byte*)pointer >= s_base + (nuint)s_units * Unit)
        {
            NativeMemory.AlignedFree(pointer);
            return;
        }

        lock (s_lock)
        {
            s_free.Give((int)((nuint)((byte*)pointer - s_base) / Unit), (int)(capacity / Unit));
            s_used -= (long)capacity;
            s_cached += (long)capacity;
            Trim();
        }
    }

    private static bool IsTooMuch => s_cached > 0 && s_used + s_cached > s_limit;

    // The highest addresses first: the lowest are the first to be used again.
    private static void Trim()
    {
        for (int i = s_free.Ranges.Count - 1; i >= 0 && IsTooMuch; i--)
        {
            (int start, int length) = s_free.Ranges[i];
            int end = start + length;
            while (end > start && IsTooMuch)
            {
                int first = end;
                for (; first > start && s_backed[first - 1] && IsTooMuch; s_cached -= (long)Unit) s_backed[--first] = false;
                if (first < end) Advise(s_base + (nuint)first * Unit, (nuint)(end - first) * Unit, MadviseDontNeed);
                else first--;
                end = first;
            }
        }
    }

    // Twice the memory there is leaves room for what gets split; unused addresses cost nothing.
    private static byte* Reserve(out int units)
    {
        units = 0;
        if (!OperatingSystem.IsLinux() || sizeof(nint) < sizeof(long)) return null;
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        int wanted = (int)Math.Clamp(2 * (memory / (long)Unit), 1, 1 << 22);
        nuint bytes = ((nuint)wanted + 1) * Unit;
        void* range = Map(null, bytes, ProtectionReadWrite, MapPrivateAnonymousNoReserve, -1, 0);
        if ((nint)range == -1) return null;
        units = wanted;
        byte* aligned = (byte*)(((nuint)range + Unit - 1) & ~(Unit - 1));
        Advise(aligned, (nuint)wanted * Unit, MadviseHugePage);
        return aligned;
    }

    private const int MadviseDontNeed = 4;
    private const int MadviseHugePage = 14;
    private const int ProtectionReadWrite = 1 | 2;
    private const int MapPrivateAnonymousNoReserve = 0x02 | 0x20 | 0x4000;

    // Only advice: a refusal costs speed or memory alone, so the result is not looked at.
    private static void Advise(void* address, nuint length, int advice)
    {
        if (OperatingSystem.IsLinux()) _ = Madvise(address, length, advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);
}
