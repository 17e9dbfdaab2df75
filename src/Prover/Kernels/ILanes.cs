using System.Numerics;

namespace Zkfp.Prover.Kernels;

/// <summary>
/// A vector of KoalaBear elements in Montgomery form, all in [0, p), and the 64-bit products that sums of products are made of: a
/// pair of <c>MulEven(a, b)</c> and <c>MulEven(Odd(a), Odd(b))</c> holds the products of all lanes.
/// </summary>
internal unsafe interface ILanes<T> : IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>, IMultiplyOperators<T, T, T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Number of elements; divides <see cref="Ext.Group"/>.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> elements.</summary>
    static abstract T Load(uint* p);

    /// <summary>Writes <see cref="Count"/> elements.</summary>
    static abstract void Store(uint* p, T a);

    /// <summary>The same element in all lanes.</summary>
    static abstract T Broadcast(uint raw);

    /// <summary>64-bit products of the even lanes.</summary>
    static abstract T MulEven(T a, T b);

    /// <summary>Odd lanes moved to the even ones.</summary>
    static abstract T Odd(T a);

    /// <summary>Sum of 64-bit lanes.</summary>
    static abstract T AddWide(T a, T b);

    /// <summary>Subtracts p · 2³² from 64-bit lanes that are at least that; lanes must be below 2p · 2³².</summary>
    static abstract T Correct(T a);

    /// <summary>Montgomery reduction of 64-bit lanes below p · 2³², even and odd lanes merged.</summary>
    static abstract T Reduce(T even, T odd);

    /// <summary>Splits 32 elements, 16 at each pointer, into those of even and those of odd index.</summary>
    static abstract void Deinterleave(uint* first, uint* second, uint* even, uint* odd);
}
