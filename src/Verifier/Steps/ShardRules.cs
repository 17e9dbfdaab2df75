using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Verifier.Arithmetic;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Steps;

/// <summary>Rules for the public values of one shard, wherever in its run it is (docs/protocol.md §9), over any arithmetic.</summary>
/// <param name="a">What values are.</param>
/// <param name="fail">Told of a check that failed: kind, where, what was expected, the value; answers false.</param>
public sealed class ShardRules<TArithmetic, TBase, TExt, TIndex>(TArithmetic a, Func<ErrorKind, string, string, TBase, bool> fail)
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private readonly TBase _zero = a.Constant(KoalaBear.Zero), _one = a.Constant(KoalaBear.One);

    /// <summary>Times are multiples of 4 from 4 to below 2^26, words have halves of 16 bits, flags are 0 or 1.</summary>
    public bool CheckRanges(TBase[] v)
    {
        TBase quarter = a.Mul(v[Values.EndTime], a.Constant(new KoalaBear(4).Inverse()));
        if (!a.TryBits(quarter, Values.LogMaxTime - 2, out _) || !a.TryBits(a.Sub(quarter, _one), Values.LogMaxTime - 2, out _))
            return fail(ErrorKind.BadPublicValue, "end time", "a multiple of 4 from 4 to below 2^26", v[Values.EndTime]);
        if (!IsFlag(v[Values.Halted])) return fail(ErrorKind.BadPublicValue, "halted", "0 or 1", v[Values.Halted]);
        for (int k = Values.OutcomeLow; k <= Values.OutcomeHigh; k++)
            if (!a.TryBits(v[k], 16, out _)) return fail(ErrorKind.BadPublicValue, "outcome", "halves below 2^16", v[k]);
        for (int i = 0; i < Values.CommitWords; i++)
        {
            int flag = Values.FirstCommit + 3 * i;
            if (!IsFlag(v[flag])) return fail(ErrorKind.BadPublicValue, $"commit flag {i}", "0 or 1", v[flag]);
            for (int k = flag + 1; k <= flag + 2; k++)
            {
                if (!a.TryBits(v[k], 16, out _)) return fail(ErrorKind.BadPublicValue, $"commit word {i}", "halves below 2^16", v[k]);
                if (!IsZeroUnless(v[flag], v[k])) return fail(ErrorKind.BadPublicValue, $"commit word {i}", "0 without its flag", v[k]);
            }
        }

        return true;
    }

    /// <summary>1 if the shard's number is N, else 0: d = N − index is 0, or has an inverse.</summary>
    public bool TryIsLast(TBase shards, TBase[] v, out TBase isLast)
    {
        TBase d = a.Sub(shards, v[Values.ShardIndex]);
        KoalaBear difference = a.ValueOf(d);
        bool last = difference == KoalaBear.Zero;
        isLast = a.Input(last ? KoalaBear.One : KoalaBear.Zero);
        TBase inverse = a.Input(last ? KoalaBear.Zero : difference.Inverse());
        return (a.AssertEqual(a.Mul(isLast, d), _zero) && a.AssertEqual(a.Add(isLast, a.Mul(d, inverse)), _one))
            || fail(ErrorKind.BadPublicValue, "shard index", "at most the number of shards", v[Values.ShardIndex]);
    }

    /// <summary>x is 0 or 1.</summary>
    public bool IsFlag(TBase x) => a.AssertEqual(a.Mul(x, x), x);

    /// <summary>x · y = 0.</summary>
    public bool NotBoth(TBase x, TBase y) => a.AssertEqual(a.Mul(x, y), _zero);

    /// <summary>(1 − flag) · x = 0.</summary>
    public bool IsZeroUnless(TBase flag, TBase x) => a.AssertEqual(a.Mul(flag, x), x);
}
