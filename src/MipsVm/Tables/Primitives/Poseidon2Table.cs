using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// A call of Poseidon2 at one of its widths, in one row: a column for the output x³ of each S-box, all else is linear. Words before are taken mod p as
/// low + 2^16·high; of words after, high is a column and low what is left of the element.
/// </summary>
/// <remarks>
/// The elements of a state are determined by the words before, S-box after S-box. A word after is low + 2^16·high = the element mod p, with low of 16 and
/// high of 15 bits, so a number below 2^31 that is the element or the element + p. Where z = 0, high ≤ 0x7EFF, so it is below p − 1; where z = 1 it is
/// 0x7F00·2^16 = p − 1, as with any z but 0. So it is the element, and z says whether that is p − 1.
/// </remarks>
internal sealed class Poseidon2Table : PrimitiveTable
{
    // p − 1 = 2^16 · Top.
    private const uint Top = (KoalaBear.P - 1) >> 16;

    private readonly Poseidon2Permutation _permutation;
    private readonly WordColumns[] _before;
    private readonly TableColumn[] _high, _isTop;
    private readonly List<TableColumn> _cubes = [];

    public Poseidon2Table(TableAir air, Operation operation, Opcode opcode, Poseidon2Permutation permutation)
        : base(air, operation, opcode)
    {
        _permutation = permutation;
        int width = permutation.Width;
        (_before, _high, _isTop) = (new WordColumns[width], new TableColumn[width], new TableColumn[width]);
        var state = new Expr[width];
        for (int i = 0; i < width; i++)
        {
            _before[i] = B.OldWord($"word {i}");
            state[i] = _before[i].Low + _before[i].High * (1 << 16);
        }

        new Poseidon2Air(permutation, c => B.Constant(c), T.Real, Cube).Permute(state);
        for (int i = 0; i < width; i++)
        {
            (_high[i], _isTop[i]) = (B.Main($"word {i}.high"), B.Main($"word {i} is p − 1"));
            var after = new Word(state[i] - _high[i] * (1 << 16), _high[i]);
            T.Range16($"word {i}.low", after.Low);
            T.Bits($"word {i}.high", 15, after.High);
            T.Range16($"word {i} is below p", _isTop[i] + (Top - 1) - after.High);
            B.AssertZero($"word {i} is p − 1: low", _isTop[i] * after.Low);
            B.AssertZero($"word {i} is p − 1: high", _isTop[i] * (after.High - Top));
            Access(0, i, _before[i], after);
        }
    }

    /// <inheritdoc/>
    protected override void Call(ref RowWriter w, in CallRecord call)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[_permutation.Width];
        for (int i = 0; i < state.Length; i++)
        {
            uint before = call.Before(i), after = call.After(i);
            state[i] = new KoalaBear(before);
            w.Put(_before[i], before);
            w.Put(_high[i], after >> 16);
            w.Put(_isTop[i], after == KoalaBear.P - 1);
            w.Range(after & 0xFFFF);
            w.Bits(15, after >> 16);
            w.Range(Top - 1 + (after == KoalaBear.P - 1 ? 1u : 0) - (after >> 16));
        }

        Span<KoalaBear> cubes = stackalloc KoalaBear[_cubes.Count];
        _permutation.Permute(state, cubes);
        for (int i = 0; i < cubes.Length; i++) w.Put(_cubes[i], cubes[i].Value);
    }

    private Expr Cube(string name, Expr x)
    {
        TableColumn cube = B.Main(name);
        _cubes.Add(cube);
        B.AssertZero(name, x * x * x - cube);
        return cube;
    }
}
