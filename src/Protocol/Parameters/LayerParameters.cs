using Zkfp.Core.Hash;

namespace Zkfp.Protocol.Parameters;

/// <summary>
/// The constants of a layer (docs/protocol.md §13). Like <see cref="ProtocolParameters"/> they are constants on purpose: a layer is what a verifier expects at
/// its place, never what a proof says of itself, and each has a domain string of its own.
/// </summary>
public sealed class LayerParameters
{
    /// <summary>The most fold proof of work that list decoding may take, and with it how close to the Johnson radius a matrix is read.</summary>
    private const int ListFoldGrindingBits = 14;

    private static readonly LayerParameters[] s_all =
    [
        new() { Domain = ProtocolParameters.ShardDomain, LogInvRate = ProtocolParameters.InitialLogInvRate, Fold = 3, RateStep = 1, MaxFinalVariables = 10 },
        new()
        {
            Domain = "zkfp shrink v3", LogInvRate = 3, Fold = 3, RateStep = 2, MaxFinalVariables = 8, MaxFoldGrindingBits = ListFoldGrindingBits,
            QueryGrindingBits = 16,
        },
        new() { Domain = "zkfp final v3", LogInvRate = 6, Fold = 4, RateStep = 2, MaxFinalVariables = 9, MaxFoldGrindingBits = ListFoldGrindingBits },
        new()
        {
            Domain = "zkfp l1 v3", LogInvRate = 7, Fold = 4, RateStep = 3, MaxFinalVariables = 9, MaxFoldGrindingBits = ListFoldGrindingBits,
            QueryGrindingBits = 24, Hash = ProofHash.Keccak,
        },
    ];

    private LayerParameters()
    {
    }

    /// <summary>Domain string of the transcript.</summary>
    public required string Domain { get; init; }

    /// <summary>R of the round-0 matrices.</summary>
    public required int LogInvRate { get; init; }

    /// <summary>log₂ of the columns of each matrix committed after the first.</summary>
    public required int Fold { get; init; }

    /// <summary>What R grows by from a matrix to the next.</summary>
    public required int RateStep { get; init; }

    /// <summary>The final polynomial is sent when it has at most this many variables.</summary>
    public required int MaxFinalVariables { get; init; }

    /// <summary>The most bits of proof of work before the challenge of a fold; 0 stands for unique decoding, which takes none.</summary>
    public int MaxFoldGrindingBits { get; init; }

    /// <summary>g_Q of every matrix where words are decoded to lists.</summary>
    public int QueryGrindingBits { get; init; } = 20;

    /// <summary>What trees and transcript are made with.</summary>
    public ProofHash Hash { get; init; }

    /// <summary>Whether words are decoded to lists.</summary>
    public bool IsList => MaxFoldGrindingBits != 0;

    /// <summary>The largest h: every domain must lie in the subgroup of order 2^24.</summary>
    public int MaxLogHeight => Core.Field.KoalaBear.TwoAdicity - LogInvRate;

    /// <summary>The constants of a layer.</summary>
    public static LayerParameters Of(ProofLayer layer) => s_all[(int)layer];

    /// <summary>A matrix of this layer whose columns have 2^<paramref name="logRows"/> coefficients.</summary>
    internal WhirMatrix Matrix(int logRows, int logInvRate)
    {
        if (!IsList)
        {
            return new WhirMatrix(
                CodeRegime.Unique(logRows, logInvRate), ProtocolParameters.QueryCount(logInvRate), ProtocolParameters.QueryGrinding(logInvRate), 0);
        }

        CodeRegime regime = CodeRegime.Johnson(logRows, logInvRate, MaxFoldGrindingBits);
        return new WhirMatrix(regime, regime.QueryCount(QueryGrindingBits), QueryGrindingBits, regime.FoldGrindingBits);
    }
}
