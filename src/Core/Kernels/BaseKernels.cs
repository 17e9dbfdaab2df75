using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Kernels;

/// <summary>Loops over base-field vectors. All run on the calling thread.</summary>
[SkipLocalsInit]
public static unsafe partial class BaseKernels
{
    /// <summary>Converts canonical values below p to Montgomery form; <paramref name="destination"/> may be the same memory.</summary>
    public static void ToMontgomery(ReadOnlySpan<uint> canonical, Span<KoalaBear> destination) =>
        Map<MulByConstant>(canonical, MemoryMarshal.Cast<KoalaBear, uint>(destination), KoalaBear.R2);

    /// <summary>Converts in place and returns the same memory as field elements.</summary>
    public static Span<KoalaBear> ToMontgomery(Span<uint> canonical)
    {
        Span<KoalaBear> result = MemoryMarshal.Cast<uint, KoalaBear>(canonical);
        ToMontgomery(canonical, result);
        return result;
    }

    /// <summary>Converts to canonical values; <paramref name="destination"/> may be the same memory.</summary>
    public static void FromMontgomery(ReadOnlySpan<KoalaBear> elements, Span<uint> destination) =>
        Map<MulByConstant>(MemoryMarshal.Cast<KoalaBear, uint>(elements), destination, 1);

    /// <summary>destination[i] = a[i] · c.</summary>
    public static void Scale(ReadOnlySpan<KoalaBear> a, KoalaBear c, Span<KoalaBear> destination) =>
        Map<MulByConstant>(MemoryMarshal.Cast<KoalaBear, uint>(a), MemoryMarshal.Cast<KoalaBear, uint>(destination), c.Raw);

    /// <summary>destination[i] = a[i] + b[i].</summary>
    public static void Add(ReadOnlySpan<KoalaBear> a, ReadOnlySpan<KoalaBear> b, Span<KoalaBear> destination) =>
        Zip<AddOperator>(a, b, destination);

    /// <summary>destination[i] = a[i] − b[i].</summary>
    public static void Subtract(ReadOnlySpan<KoalaBear> a, ReadOnlySpan<KoalaBear> b, Span<KoalaBear> destination) =>
        Zip<SubtractOperator>(a, b, destination);

    /// <summary>destination[i] = a[i] · b[i].</summary>
    public static void Multiply(ReadOnlySpan<KoalaBear> a, ReadOnlySpan<KoalaBear> b, Span<KoalaBear> destination) =>
        Zip<MultiplyOperator>(a, b, destination);

    internal interface IUnaryOperator
    {
        static abstract V Invoke<L, V>(V a, V constant)
            where L : struct, ILanes<V>
            where V : unmanaged;

        static abstract uint Invoke(uint a, uint constant);
    }

    internal interface IBinaryOperator
    {
        static abstract V Invoke<L, V>(V a, V b)
            where L : struct, ILanes<V>
            where V : unmanaged;

        static abstract KoalaBear Invoke(KoalaBear a, KoalaBear b);
    }

    internal readonly struct MulByConstant : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Invoke<L, V>(V a, V constant)
            where L : struct, ILanes<V>
            where V : unmanaged => Mont<L, V>.MulScalar(a, constant);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Invoke(uint a, uint constant) => KoalaBear.Reduce((ulong)a * constant);
    }

    internal readonly struct AddOperator : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Invoke<L, V>(V a, V b)
            where L : struct, ILanes<V>
            where V : unmanaged => Mont<L, V>.Add(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static KoalaBear Invoke(KoalaBear a, KoalaBear b) => a + b;
    }

    internal readonly struct SubtractOperator : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Invoke<L, V>(V a, V b)
            where L : struct, ILanes<V>
            where V : unmanaged => Mont<L, V>.Sub(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static KoalaBear Invoke(KoalaBear a, KoalaBear b) => a - b;
    }

    internal readonly struct MultiplyOperator : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Invoke<L, V>(V a, V b)
            where L : struct, ILanes<V>
            where V : unmanaged => Mont<L, V>.Mul(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static KoalaBear Invoke(KoalaBear a, KoalaBear b) => a * b;
    }

    private static void Map<TOperator>(ReadOnlySpan<uint> a, Span<uint> destination, uint constant)
        where TOperator : struct, IUnaryOperator
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, a.Length, nameof(destination));

        // SAFETY: equal lengths; the loops stop at n.
        fixed (uint* pa = a, pd = destination)
        {
            int n = a.Length, i = 0;
            if (Lanes512.IsSupported) i = MapLanes<TOperator, Lanes512, Vector512<uint>>(pa, pd, n, constant);
            else if (Lanes256.IsSupported) i = MapLanes<TOperator, Lanes256, Vector256<uint>>(pa, pd, n, constant);
            else if (Lanes128.IsSupported) i = MapLanes<TOperator, Lanes128, Vector128<uint>>(pa, pd, n, constant);
            for (; i < n; i++) pd[i] = TOperator.Invoke(pa[i], constant);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int MapLanes<TOperator, L, V>(uint* a, uint* destination, int n, uint constant)
        where TOperator : struct, IUnaryOperator
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V c = L.Broadcast(constant);
        int i = 0;
        for (; i <= n - L.Count; i += L.Count) L.Store(destination + i, TOperator.Invoke<L, V>(L.Load(a + i), c));
        return i;
    }

    private static void Zip<TOperator>(ReadOnlySpan<KoalaBear> a, ReadOnlySpan<KoalaBear> b, Span<KoalaBear> destination)
        where TOperator : struct, IBinaryOperator
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length, nameof(b));
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, a.Length, nameof(destination));

        // SAFETY: equal lengths; the loops stop at n. KoalaBear is one uint.
        fixed (KoalaBear* pa = a, pb = b, pd = destination)
        {
            int n = a.Length, i = 0;
            if (Lanes512.IsSupported) i = ZipLanes<TOperator, Lanes512, Vector512<uint>>((uint*)pa, (uint*)pb, (uint*)pd, n);
            else if (Lanes256.IsSupported) i = ZipLanes<TOperator, Lanes256, Vector256<uint>>((uint*)pa, (uint*)pb, (uint*)pd, n);
            else if (Lanes128.IsSupported) i = ZipLanes<TOperator, Lanes128, Vector128<uint>>((uint*)pa, (uint*)pb, (uint*)pd, n);
            for (; i < n; i++) pd[i] = TOperator.Invoke(pa[i], pb[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int ZipLanes<TOperator, L, V>(uint* a, uint* b, uint* destination, int n)
        where TOperator : struct, IBinaryOperator
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
            L.Store(destination + i, TOperator.Invoke<L, V>(L.Load(a + i), L.Load(b + i)));
        return i;
    }
}
