namespace Zkfp.Protocol.Parameters;

/// <summary>A committed round of WHIR (§8, step 7b).</summary>
/// <param name="Variables">n: variables of the polynomial at the start of the round.</param>
/// <param name="LogInvRate">R: rate 2^−R of the previous matrix, which has 2^(n+R) rows.</param>
/// <param name="Queries">t(R): rows opened in the previous matrix.</param>
/// <param name="NextLogInvRate">R′: rate of the matrix committed in this round.</param>
/// <param name="Fold">log₂ of the number of columns of the matrix committed in this round.</param>
public readonly record struct WhirRound(int Variables, int LogInvRate, int Queries, int NextLogInvRate, int Fold)
{
    /// <summary>log₂ of the rows of the previous matrix.</summary>
    public int LogDomain => Variables + LogInvRate;

    /// <summary>Bits of proof-of-work before the queries.</summary>
    public int GrindingBits => ProtocolParameters.QueryGrinding(LogInvRate);

    /// <summary>log₂ of the rows of the matrix committed in this round.</summary>
    public int NextLogDomain => Variables - Fold + NextLogInvRate;
}

/// <summary>The rounds of the WHIR opening of matrices of 2^h rows: a function of h alone.</summary>
public sealed class WhirSchedule
{
    /// <summary>log₂ of the columns of each matrix committed after the first.</summary>
    public const int Fold = 3;

    /// <summary>The final polynomial is sent when it has at most this many variables.</summary>
    public const int MaxFinalVariables = 10;

    private readonly WhirRound[] _rounds;

    /// <summary>The schedule for height 2^<paramref name="logHeight"/>.</summary>
    public WhirSchedule(int logHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logHeight, ProtocolParameters.MinLogHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logHeight, ProtocolParameters.MaxLogHeight);
        var rounds = new List<WhirRound>();
        int n = logHeight, rate = ProtocolParameters.InitialLogInvRate;
        while (n > MaxFinalVariables)
        {
            int next = rate + 1;
            rounds.Add(new WhirRound(n, rate, ProtocolParameters.QueryCount(rate), next, Fold));
            n -= Fold;
            rate = next;
        }

        _rounds = [.. rounds];
        FinalVariables = n;
        FinalLogInvRate = rate;
        FinalQueries = ProtocolParameters.QueryCount(rate);
    }

    /// <summary>Committed rounds.</summary>
    public ReadOnlySpan<WhirRound> Rounds => _rounds;

    /// <summary>Variables of the final polynomial.</summary>
    public int FinalVariables { get; }

    /// <summary>R of the last matrix, which has 2^(FinalVariables + R) rows.</summary>
    public int FinalLogInvRate { get; }

    /// <summary>Rows opened in the last matrix.</summary>
    public int FinalQueries { get; }

    /// <summary>Bits of proof-of-work before the final queries.</summary>
    public int FinalGrindingBits => ProtocolParameters.QueryGrinding(FinalLogInvRate);

    /// <summary>log₂ of the rows of the last matrix.</summary>
    public int FinalLogDomain => FinalVariables + FinalLogInvRate;
}
