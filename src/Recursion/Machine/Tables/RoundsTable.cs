using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// Two external rounds of P (docs/protocol.md §2): four rows of these, with the internal rounds between the second and the third (<see
/// cref="PartialTable"/>), are a permutation. Preprocessed flags say which two rounds a row does, its kind; the state between rows is five wires as any
/// other, so sponges and <see cref="StepTable"/> share the rows.
/// </summary>
/// <remarks>
/// <para>
/// <b>Sound.</b> In a row of one kind the round constants are linear in the flags. x is what the first S-boxes take: x minus the constants, in the first kind
/// with the linear layer before all rounds undone, is pulled, and since that layer is invertible the wires read fix x. x fixes z, what the second S-boxes
/// take, by the constraints, and z fixes the state after, which is no column: cubes go into the pushed message. So outputs follow from inputs.
/// </para>
/// <para>
/// Five wires at consecutive addresses are written. The first three hold the rate: between rows as they are, once each; after the last row with their
/// elements in reverse, the order in which a transcript samples them, and as often as they are read. These are messages of their own, since a flag in front
/// of a cube would have degree 4. The two of the capacity are one message each, whoever reads them.
/// </para>
/// <para>
/// <see cref="Recording.CircuitCheck"/> asserts what the wiring must be: at most one flag, 1; no wire from a row without; and what rows of the first
/// three kinds write is read, all five wires in order, by one row of what comes next, which reads nothing else.
/// </para>
/// </remarks>
internal sealed class RoundsTable() : RecursionTable(TableId.Rounds)
{
    /// <summary>Kinds of rows.</summary>
    public const int Kinds = 4;

    /// <summary>The kind that ends a permutation.</summary>
    public const int Last = Kinds - 1;

    /// <summary>Rounds of a row.</summary>
    public const int RoundsPerRow = 2;

    // What the inverse of the linear layer is small integers over.
    private const int Scale = 490;

    /// <summary>The state after a row's rounds, in place, with what its S-boxes take, if it is asked for.</summary>
    public static void Compute(int kind, Span<KoalaBear> state, Span<KoalaBear> x = default, Span<KoalaBear> z = default)
    {
        if (kind == 0) Poseidon2Permutation.ExternalLayer(state);
        for (int r = 0; r < RoundsPerRow; r++)
        {
            ReadOnlySpan<KoalaBear> constants = Poseidon2Permutation.Wide.External(RoundsPerRow * kind + r);
            for (int i = 0; i < state.Length; i++) state[i] += constants[i];
            if (!x.IsEmpty) state.CopyTo(r == 0 ? x : z);
            for (int i = 0; i < state.Length; i++) state[i] = state[i] * state[i] * state[i];

            Poseidon2Permutation.ExternalLayer(state);
        }
    }

    protected override void Define(AirBuilder b)
    {
        Expr[] kind = Preprocessed(b, "kind", Kinds), read = Preprocessed(b, "addressIn", SpongeTable.Wires);
        Expr written = b.Preprocessed("addressOut"), zero = b.Constant(0L), inner = kind[0] + kind[1] + kind[2], real = inner + kind[Last];
        Expr[] capacity = Preprocessed(b, "readsCapacity", SpongeTable.Wires - SpongeTable.RateWires);
        Expr[] reversed = Preprocessed(b, "readsRate", SpongeTable.RateWires);
        Expr[] x = Mains(b, "x", Poseidon2.Width), z = Mains(b, "z", Poseidon2.Width);
        Expr ConstantOf(int round, int i)
        {
            Expr sum = zero;
            for (int k = 0; k < Kinds; k++) sum += kind[k] * b.Constant(Poseidon2Permutation.Wide.External(RoundsPerRow * k + round)[i]);
            return sum;
        }

        // In the first kind M⁻¹ of what the others pull.
        Expr[] state = [.. x.Select((v, i) => v - ConstantOf(0, i))], undone = UndoneTimesScale(state);
        Expr first = kind[0] * b.Constant(new KoalaBear(Scale).Inverse());
        for (int i = 0; i < state.Length; i++) state[i] += first * (undone[i] - state[i] * Scale);
        for (int w = 0; w < read.Length; w++)
            b.Pull($"in {w}", RecursionMachine.Wire, real, [read[w], .. Wire(state, w, zero, false)]);
        state = Array.ConvertAll(x, v => v * v * v);
        Poseidon2Air.ExternalLayer(state);
        for (int i = 0; i < z.Length; i++) b.AssertEqual($"second round [{i}]", z[i], state[i] + ConstantOf(1, i));
        state = Array.ConvertAll(z, v => v * v * v);
        Poseidon2Air.ExternalLayer(state);
        for (int w = 0; w < read.Length; w++)
        {
            Expr reads = w < SpongeTable.RateWires ? inner : capacity[w - SpongeTable.RateWires];
            b.Push($"out {w}", RecursionMachine.Wire, reads, [written + w, .. Wire(state, w, zero, false)]);
        }

        for (int w = 0; w < SpongeTable.RateWires; w++)
            b.Push($"reversed {w}", RecursionMachine.Wire, reversed[w], [written + w, .. Wire(state, w, zero, true)]);
    }

    /// <summary>A wire of a state: five of its elements, zeros behind the last.</summary>
    public static Expr[] Wire(Expr[] state, int wire, Expr zero, bool reversed)
    {
        var v = new Expr[KoalaBear5.Degree];
        for (int i = 0; i < v.Length; i++)
        {
            int lane = KoalaBear5.Degree * wire + (reversed ? KoalaBear5.Degree - 1 - i : i);
            v[i] = lane < state.Length ? state[lane] : zero;
        }

        return v;
    }

    // 490·M⁻¹x for M = (1 + J) ⊗ circ(2, 3, 1, 1) with J all ones over the six blocks: (1 + J)⁻¹ = 1 − J/7, the block's inverse is circ(−4, 3, −11, 17)/35.
    // Half sums and differences make eight products of a block, and the factor 2.
    private static Expr[] UndoneTimesScale(Expr[] x)
    {
        var y = new Expr[x.Length];
        var sums = new Expr[Poseidon2Permutation.Block];
        for (int i = 0; i < x.Length; i += sums.Length)
        {
            Expr u = x[i] + x[i + 2], v = x[i + 1] + x[i + 3], p = x[i] - x[i + 2], q = x[i + 1] - x[i + 3];
            Expr e = v * 20 - u * 15, o = u * 20 - v * 15, s = p * 7 - q * 14, t = p * 14 + q * 7;
            (y[i], y[i + 1], y[i + 2], y[i + 3]) = (e + s, o + t, e - s, o - t);
            for (int k = 0; k < sums.Length; k++) sums[k] = i == 0 ? y[k] : sums[k] + y[i + k];
        }

        for (int i = 0; i < y.Length; i++) y[i] = y[i] * 7 - sums[i % sums.Length];
        return y;
    }
}
