using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;

namespace Zkfp.Prover.Kernels;

/// <summary>Sums Σ_block factor_block · Σ_i eqᵢ·xᵢ for several x at once: one group per sum and one for the current block.</summary>
internal sealed unsafe class Accumulator<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly NativeBuffer _memory;
    private readonly int _count;

    /// <summary>Zero sums.</summary>
    public Accumulator(int count)
    {
        _count = count;
        _memory = new NativeBuffer((2 * count + 1) * Ext.Words, clear: true);
    }

    /// <summary>The current block's part of sum <paramref name="i"/>: one group to add to.</summary>
    public uint* Block(int i) => _memory.Pointer + (_count + i) * Ext.Words;

    /// <summary>Multiplies the block's parts by a factor, adds them to the sums, and clears them.</summary>
    public void EndBlock(KoalaBear5 factor)
    {
        uint* f = _memory.Pointer + 2 * _count * Ext.Words;
        Ext.Fill(f, 1, factor);
        for (int i = 0; i < _count; i++)
        {
            uint* sum = _memory.Pointer + i * Ext.Words;
            Kernel<L, V>.MulAdd(sum, Block(i), f, sum, 1);
        }

        new Span<uint>(Block(0), _count * Ext.Words).Clear();
    }

    /// <summary>Adds the sums to <paramref name="totals"/>, which several workers share.</summary>
    public void AddTo(KoalaBear5[] totals)
    {
        lock (totals)
            for (int i = 0; i < _count; i++) totals[i] += Ext.SumLanes(_memory.Pointer + i * Ext.Words);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
