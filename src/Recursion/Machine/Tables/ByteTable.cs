using Zkfp.Core.Air;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// The eight low bits of a base element: x = Σ 2^i·bᵢ + 256·rest with bits bᵢ, where <c>more</c> is 1; where it is 0 there is no rest, so x &lt; 2^8.
/// Written: rest, bits 0 … 4 and bits 5 … 7, three wires at consecutive addresses.
/// </summary>
/// <remarks>
/// By itself a row with a rest says nothing of x but which rest goes with which bits. A chain of rows that ends in one without says that x is congruent to an
/// integer of so many bytes; with the last rest doubled k times and once more below 2^8, of k bits fewer. An integer of at most 30 bits so found is x. Four
/// bytes, the last below 2^7, leave x and x + p for x &lt; 2^31 − p; <see cref="Recording.CircuitRecorder"/> excludes the second by (127 − r)·u = x + 1 for
/// the last byte r and a hint u: r = 127 needs x = p − 1 = 127·2^24, whose other bytes are 0, and where r is less there is such a u.
/// </remarks>
internal sealed class ByteTable() : RecursionTable(TableId.Byte)
{
    /// <summary>Bits of a row.</summary>
    public const int Count = 8;

    /// <summary>Bits of the second wire.</summary>
    public const int Group = 5;

    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), more = b.Preprocessed("more"), read = b.Preprocessed("addressX"), written = b.Preprocessed("addressOut");
        Expr readsRest = b.Preprocessed("readsRest"), readsLow = b.Preprocessed("readsLow"), readsHigh = b.Preprocessed("readsHigh"), zero = b.Constant(0L);
        Expr[] bits = Mains(b, "bit", Count);
        Expr rest = b.Main("rest"), x = more * rest * (1L << Count);
        for (int i = 0; i < Count; i++)
        {
            b.AssertBool($"bit {i} is 0 or 1", bits[i]);
            x += bits[i] * (1L << i);
        }

        b.Pull("x", RecursionMachine.Wire, real, read, x, zero, zero, zero, zero);
        b.Push("rest", RecursionMachine.Wire, readsRest, written, rest, zero, zero, zero, zero);
        b.Push("bits 0", RecursionMachine.Wire, readsLow, written + 1, bits[0], bits[1], bits[2], bits[3], bits[4]);
        b.Push("bits 5", RecursionMachine.Wire, readsHigh, written + 2, bits[5], bits[6], bits[7], zero, zero);
    }
}
