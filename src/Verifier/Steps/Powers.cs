using Zkfp.Core.Field;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>Powers of a challenge, each computed once.</summary>
internal sealed class Powers<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private readonly TArithmetic _a;
    private readonly Dictionary<int, TExt> _known;

    /// <summary>Powers of <paramref name="x"/>.</summary>
    public Powers(TArithmetic a, TExt x)
    {
        _a = a;
        _known = new Dictionary<int, TExt> { [0] = a.Constant(KoalaBear5.One), [1] = x };
    }

    /// <summary>x^<paramref name="exponent"/>.</summary>
    public TExt Of(int exponent)
    {
        if (_known.TryGetValue(exponent, out TExt power)) return power;
        power = (exponent & 1) != 0 ? _a.Mul(Of(exponent - 1), _known[1]) : _a.Mul(Of(exponent / 2), Of(exponent / 2));
        _known.Add(exponent, power);
        return power;
    }
}
