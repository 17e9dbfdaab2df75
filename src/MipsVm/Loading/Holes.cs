using System.Runtime.CompilerServices;

namespace Zkfp.MipsVm.Loading;

/// <summary>Addresses that are never mapped.</summary>
/// <param name="Start">First byte address, a multiple of the page size.</param>
/// <param name="End">First byte address behind, a multiple of the page size.</param>
public readonly record struct Hole(uint Start, uint End);

/// <summary>
/// The holes of a machine (docs/machine.md, "Holes"): constants of the profile, the same for every program, so that they cost a key few messages.
/// The first page and what lies below stacks; guests/firmware/vm.c places stacks by the same numbers.
/// </summary>
public sealed class Holes
{
    /// <summary>Accesses that are closer together than this cannot have a hole between them.</summary>
    internal const uint Smallest = NullEnd;

    /// <summary>Pages of <see cref="GuardPages"/> on either side of <see cref="GuardStart"/> and its end that are no holes.</summary>
    internal const int PageBits = 12, MarginPages = (int)(Smallest >> PageBits);

    private const uint NullEnd = 0x1_0000;
    private const uint StackBottom = 0x7F7F_8000, StackGuard = 0x0780_0000;
    private const uint SlotGuard = 0x1_0000;
    private const uint Slot = 0x84_0000, BigSlot = 0x404_0000;
    private const int Slots = 24, BigSlots = 2;

    private Holes(params Hole[] ranges)
    {
        Ranges = ranges;
        GuardPages = [];
        if (ranges.Length == 0)
            return;
        NullSize = ranges[0].End;
        GuardStart = ranges[1].Start;
        GuardSize = ranges[^1].End - GuardStart;
        GuardPages = GC.AllocateArray<byte>((int)(GuardSize >> PageBits) + 2 * MarginPages, pinned: true);
        foreach (Hole h in ranges[1..])
            GuardPages.AsSpan((int)((h.Start - GuardStart) >> PageBits) + MarginPages, (int)((h.End - h.Start) >> PageBits)).Fill(1);
    }

    /// <summary>Of profile <c>bare</c>.</summary>
    public static Holes None { get; } = new();

    /// <summary>Of the profiles with firmware: the null page, guards of the slots for threads' stacks, and what lies below the first stack.</summary>
    public static Holes WithFirmware { get; } = Build();

    /// <summary>By ascending address, disjoint and not adjacent.</summary>
    public IReadOnlyList<Hole> Ranges { get; }

    /// <summary>Addresses below this are a hole.</summary>
    internal uint NullSize { get; }

    /// <summary>All other holes lie in [GuardStart, GuardStart + GuardSize).</summary>
    internal uint GuardStart { get; }

    /// <inheritdoc cref="GuardStart"/>
    internal uint GuardSize { get; }

    /// <summary>For each page there, and for the margins around it, whether it is a hole. Pinned: compiled code reads it.</summary>
    internal byte[] GuardPages { get; }

    /// <summary>Whether an access of the word or of a part of the word at <paramref name="address"/> faults.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(uint address) =>
        address < NullSize || (address - GuardStart < GuardSize && GuardPages[((address - GuardStart) >> PageBits) + MarginPages] != 0);

    /// <summary>The first hole that [start, end) reaches into, or null.</summary>
    public Hole? Find(ulong start, ulong end)
    {
        foreach (Hole h in Ranges)
        {
            if (start < h.End && h.Start < end)
                return h;
        }
        return null;
    }

    private static Holes Build()
    {
        var ranges = new List<Hole>();
        uint at = StackBottom - StackGuard;
        ranges.Add(new Hole(at, StackBottom));
        for (int i = 0; i < Slots + BigSlots; i++)
        {
            at -= i < Slots ? Slot : BigSlot;
            ranges.Add(new Hole(at, at + SlotGuard));
        }
        ranges.Add(new Hole(0, NullEnd));
        ranges.Reverse();
        return new Holes([.. ranges]);
    }
}
