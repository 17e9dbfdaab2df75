using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Unaligned;

/// <summary>k, one-hot: 1, 2 or 3. Where all four bytes move the ROM has a row of LW or SW.</summary>
internal readonly struct ByteShift
{
    private readonly bool _isOffset;
    private readonly TableColumn _k1, _k2, _k3;

    /// <summary>Declares it.</summary>
    public ByteShift(InstructionAir t, Endianness order, bool left)
    {
        _isOffset = left == (order == Endianness.Big);
        Expr sum = t.Zero;
        _k1 = One(1);
        _k2 = One(2);
        _k3 = One(3);
        t.B.AssertEqual("exactly one k", sum, t.Real);
        Expr shift = _k1 + 2 * _k2 + 3 * _k3;
        Offset = _isOffset ? shift : 3 - shift;

        TableColumn One(int k)
        {
            TableColumn c = t.B.Bool($"k={k}");
            sum += c;
            return c;
        }
    }

    public TableColumn this[int k] => k switch
    {
        1 => _k1,
        2 => _k2,
        _ => _k3,
    };

    /// <summary>The address mod 4: k for the left instructions of big-endian machines and the right ones of little-endian ones, else 3 − k.</summary>
    public Expr Offset { get; }

    /// <summary>Writes k; returns the offset.</summary>
    public uint Put(ref RowWriter w, uint address)
    {
        uint offset = address & 3, k = _isOffset ? offset : 3 - offset;
        w.Put(_k1, k == 1);
        w.Put(_k2, k == 2);
        w.Put(_k3, k == 3);
        return offset;
    }
}
