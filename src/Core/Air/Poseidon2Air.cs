using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Air;

/// <summary>
/// The constraints of a Poseidon2 permutation in one row, for tables of any machine: a column for the output x³ of each S-box
/// (<see cref="Poseidon2Permutation.Cubes"/> of them, degree 3), all else is linear in them.
/// </summary>
/// <param name="permutation">Width and constants.</param>
/// <param name="constant">Makes a constant of the table.</param>
/// <param name="real">1 in rows in use; round constants are multiplied by it, so that the zero row is the permutation without constants of zeros.</param>
/// <param name="cube">Declares the column of an S-box with a name, states that it is the cube of its argument, and returns it.</param>
public sealed class Poseidon2Air(Poseidon2Permutation permutation, Func<KoalaBear, Expr> constant, Expr real, Func<string, Expr, Expr> cube)
{
    /// <summary>Replaces the expressions of the state before by those after. They are determined by those before, S-box after S-box.</summary>
    public void Permute(Expr[] state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, permutation.Width);
        ExternalLayer(state);
        for (int r = 0; r < permutation.HalfExternalRounds; r++) ExternalRound(state, r);
        InternalRounds(state);
        for (int r = 0; r < permutation.HalfExternalRounds; r++) ExternalRound(state, permutation.HalfExternalRounds + r);
    }

    /// <summary>The same for the internal rounds alone.</summary>
    public void InternalRounds(Expr[] state)
    {
        for (int r = 0; r < permutation.Internal.Length; r++)
        {
            state[0] = cube($"internal {r}", state[0] + Real(permutation.Internal[r]));
            Expr sum = state[0];
            for (int i = 1; i < state.Length; i++) sum += state[i];
            for (int i = 0; i < state.Length; i++) state[i] = sum + state[i] * constant(permutation.Diagonal[i]);
        }
    }

    /// <summary>Permutes with S-boxes that are the next main columns of <paramref name="b"/>.</summary>
    public static void Permute(AirBuilder b, Poseidon2Permutation permutation, Expr real, Expr[] state) =>
        new Poseidon2Air(permutation, b.Constant, real, (name, x) =>
        {
            Expr cube = b.Main(name);
            b.AssertZero(name, x * x * x - cube);
            return cube;
        }).Permute(state);

    private void ExternalRound(Expr[] state, int round)
    {
        for (int i = 0; i < state.Length; i++) state[i] = cube($"external {round}[{i}]", state[i] + Real(permutation.External(round)[i]));
        ExternalLayer(state);
    }

    private Expr Real(KoalaBear value) => real * constant(value);

    /// <summary>The external linear layer: circ(2·M, M, …, M) with M = circ(2, 3, 1, 1).</summary>
    public static void ExternalLayer(Expr[] state)
    {
        var sums = new Expr[Poseidon2Permutation.Block];
        for (int i = 0; i < state.Length; i += sums.Length)
        {
            Expr a = state[i], b = state[i + 1], c = state[i + 2], d = state[i + 3], all = a + b + c + d;
            (state[i], state[i + 1], state[i + 2], state[i + 3]) = (all + a + b * 2, all + b + c * 2, all + c + d * 2, all + d + a * 2);
            for (int k = 0; k < sums.Length; k++) sums[k] = i == 0 ? state[k] : sums[k] + state[i + k];
        }

        for (int i = 0; i < state.Length; i++) state[i] += sums[i % sums.Length];
    }
}
