namespace Zkfp.Protocol.Parameters;

/// <summary>A matrix that WHIR opens: the round-0 matrices side by side, or one that a round commits to.</summary>
/// <param name="Regime">Its code, and how far from it a word may be.</param>
/// <param name="Queries">t: rows opened in it.</param>
/// <param name="QueryGrindingBits">Bits of proof of work before these rows are drawn.</param>
/// <param name="FoldGrindingBits">g_F: bits of proof of work before each challenge that folds its columns.</param>
public sealed record WhirMatrix(CodeRegime Regime, int Queries, int QueryGrindingBits, int FoldGrindingBits)
{
    /// <summary>n: log₂ of the coefficients of a column.</summary>
    public int LogRows => Regime.LogRows;

    /// <summary>R: the rate is 2^−R.</summary>
    public int LogInvRate => Regime.LogInvRate;

    /// <summary>log₂ of its rows.</summary>
    public int LogDomain => LogRows + LogInvRate;

    /// <summary>Values outside the domain that the prover sends after committing to it: one if several polynomials can be near, so that one is left.</summary>
    public int OutOfDomain => Regime.IsList ? 1 : 0;
}

/// <summary>A committed round of WHIR (§8, step 7b).</summary>
/// <param name="Previous">The matrix that is queried.</param>
/// <param name="Next">The matrix committed in this round.</param>
/// <param name="Fold">log₂ of the number of columns of the matrix committed in this round.</param>
public readonly record struct WhirRound(WhirMatrix Previous, WhirMatrix Next, int Fold)
{
    /// <summary>n: variables of the polynomial at the start of the round.</summary>
    public int Variables => Previous.LogRows;

    /// <summary>R: rate 2^−R of the previous matrix, which has 2^(n+R) rows.</summary>
    public int LogInvRate => Previous.LogInvRate;

    /// <summary>t(R): rows opened in the previous matrix.</summary>
    public int Queries => Previous.Queries;

    /// <summary>log₂ of the rows of the previous matrix.</summary>
    public int LogDomain => Previous.LogDomain;

    /// <summary>Bits of proof-of-work before the queries.</summary>
    public int GrindingBits => Previous.QueryGrindingBits;

    /// <summary>R′: rate of the matrix committed in this round.</summary>
    public int NextLogInvRate => Next.LogInvRate;

    /// <summary>log₂ of the rows of the matrix committed in this round.</summary>
    public int NextLogDomain => Next.LogDomain;
}

/// <summary>The rounds of the WHIR opening of matrices of 2^h rows: a function of h and layer alone.</summary>
public sealed class WhirSchedule
{
    private readonly WhirRound[] _rounds;

    /// <summary>The schedule for height 2^<paramref name="logHeight"/>.</summary>
    public WhirSchedule(int logHeight, ProofLayer layer = ProofLayer.Shard)
    {
        LayerParameters p = LayerParameters.Of(layer);
        ArgumentOutOfRangeException.ThrowIfLessThan(logHeight, ProtocolParameters.MinLogHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logHeight, p.MaxLogHeight);
        var rounds = new List<WhirRound>();
        First = p.Matrix(logHeight, p.LogInvRate);
        WhirMatrix last = First;
        while (last.LogRows > p.MaxFinalVariables)
        {
            WhirMatrix next = p.Matrix(last.LogRows - p.Fold, last.LogInvRate + p.RateStep);
            rounds.Add(new WhirRound(last, next, p.Fold));
            last = next;
        }

        _rounds = [.. rounds];
        Last = last;
    }

    /// <summary>The round-0 matrices, one row of which is a row of each.</summary>
    public WhirMatrix First { get; }

    /// <summary>The last matrix; the first, if there is no committed round.</summary>
    public WhirMatrix Last { get; }

    /// <summary>Committed rounds.</summary>
    public ReadOnlySpan<WhirRound> Rounds => _rounds;

    /// <summary>Variables of the final polynomial.</summary>
    public int FinalVariables => Last.LogRows;

    /// <summary>R of the last matrix, which has 2^(FinalVariables + R) rows.</summary>
    public int FinalLogInvRate => Last.LogInvRate;

    /// <summary>Rows opened in the last matrix.</summary>
    public int FinalQueries => Last.Queries;

    /// <summary>Bits of proof-of-work before the final queries.</summary>
    public int FinalGrindingBits => Last.QueryGrindingBits;

    /// <summary>log₂ of the rows of the last matrix.</summary>
    public int FinalLogDomain => Last.LogDomain;
}
