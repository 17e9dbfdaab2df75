using System.Diagnostics.CodeAnalysis;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>What Keccak-f is written from: as many states as a vector has 64-bit lanes.</summary>
/// <typeparam name="W">The vector type.</typeparam>
internal interface IKeccakLanes<W> where W : unmanaged
{
    /// <summary>States at once.</summary>
    static abstract int Count { get; }

    static abstract W Broadcast(ulong x);

    static abstract W Xor(W a, W b);

    /// <summary>a ⊕ (¬b ∧ c).</summary>
    static abstract W Chi(W a, W b, W c);

    /// <summary>Each lane rotated to the left by 1 to 63 bits.</summary>
    static abstract W Rotate(W a, [ConstantExpected] byte count);

    /// <summary>Lanes from their low and high halves.</summary>
    static abstract unsafe W Load(uint* low, uint* high);

    /// <summary>Lanes to their low and high halves.</summary>
    static abstract unsafe void Store(W a, uint* low, uint* high);

    /// <summary>Lanes of the even (<paramref name="odd"/>: of the odd) of twice as many from their low and high halves.</summary>
    static abstract unsafe W LoadAlternate(uint* low, uint* high, bool odd);

    /// <summary>Lanes of elements in Montgomery form, each as four big-endian bytes, from two columns; a null column is 0.</summary>
    static abstract unsafe W LoadElements(uint* first, uint* second);
}
