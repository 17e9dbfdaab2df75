namespace Zkfp.Protocol.Parameters;

/// <summary>
/// The constants of the protocol (docs/protocol.md). They are constants on purpose: nothing at run time can change what a verifier
/// accepts. The security report computes the bits that they yield.
/// </summary>
public static class ProtocolParameters
{
    /// <summary>Version of the proof format and of the verifying key format.</summary>
    public const int FormatVersion = 3;

    /// <summary>Domain string of the transcript of §7.</summary>
    public const string GammaDomain = "zkfp gamma v3";

    /// <summary>Domain string of the transcript of §8.</summary>
    public const string ShardDomain = "zkfp shard v3";

    /// <summary>Domain string of the transcript of §8 for machines whose proofs stand alone.</summary>
    public const string StaticDomain = "zkfp rec v3";

    /// <summary>Bits that every round of the interactive protocol has at least, grinding included, and the hash.</summary>
    public const int SecurityBits = 128;

    /// <summary>Collision resistance of a digest and of the sponge's capacity, nine elements each: ⌊log₂(p⁹) / 2⌋.</summary>
    public const int HashBits = 139;

    /// <summary>Bits of proof-of-work before the queries into the round-0 matrices.</summary>
    public const int FirstQueryGrindingBits = 17;

    /// <summary>Bits of proof-of-work before the queries into later matrices.</summary>
    public const int QueryGrindingBits = 16;

    /// <summary>log₂ of the inverse rate of the committed matrices.</summary>
    public const int InitialLogInvRate = 1;

    /// <summary>The smallest log height of a position in use.</summary>
    public const int MinLogHeight = Core.Machine.PositionRows.MinLogHeight;

    /// <summary>The largest h: the domain 2^(h+1) must lie in the subgroup of order 2^24.</summary>
    public const int MaxLogHeight = 23;

    /// <summary>The most variables of the stacked polynomial: cells are counted in one element.</summary>
    public const int MaxVariables = 29;

    /// <summary>The most leaves of a scope (local, global), log₂: below p, so a bus cannot balance by wrapping around.</summary>
    public const int MaxLogScopeLeaves = 29;

    /// <summary>Depth of the tree under Γ: it has room for <see cref="MaxShards"/> shards.</summary>
    public const int GammaDepth = 16;

    /// <summary>A run has fewer shards than this.</summary>
    public const int MaxShards = 1 << GammaDepth;

    /// <summary>
    /// Global messages are counted in blocks of 2^<see cref="MinLogHeight"/>; a run has at most so many blocks, (p − 1) / 2^8, hence fewer than p messages.
    /// </summary>
    public const int MaxGlobalBlocks = (int)((Core.Field.KoalaBear.P - 1) >> MinLogHeight);

    /// <summary>g_Γ: proof of work before the global challenges, enough for p messages.</summary>
    public static int GammaGrindingBits { get; } = FingerprintGrindingBits(Core.Field.KoalaBear.P);

    /// <summary>Challenges α₀ … of a scope: the tag's and one per field.</summary>
    public const int FingerprintChallenges = Core.Air.Bus.MaxArity + 1;

    /// <summary>Degree of the round polynomials of a GKR layer.</summary>
    public const int GkrDegree = 2;

    /// <summary>log₂ of the nodes of a block of a GKR layer.</summary>
    public const int GkrLogBlock = 8;

    /// <summary>Degree of the round polynomials of the zerocheck.</summary>
    public const int ZerocheckDegree = Core.Air.AirProgram.MaxDegree;

    // 2^26.94 rounded down; |K| / 2^128 is 2^26.943….
    private const long LeavesWithoutGrinding = 128_750_250;

    /// <summary>
    /// g_L and g_Γ of the protocol: the smallest g ≥ 0 with <paramref name="messages"/> ≤ 128750250 · 2^g, so that the fingerprint error
    /// messages / |K| is below 2^−(128 − g).
    /// </summary>
    public static int FingerprintGrindingBits(long messages)
    {
        int g = 0;
        while (messages > LeavesWithoutGrinding << g) g++;
        return g;
    }

    /// <summary>g_Q: proof-of-work before the queries into a matrix of rate 2^−R.</summary>
    public static int QueryGrinding(int logInvRate) =>
        logInvRate == InitialLogInvRate ? FirstQueryGrindingBits : QueryGrindingBits;

    /// <summary>
    /// t(R): queries at rate 2^−R in the unique-decoding regime, the smallest t with ((1 + 2^−R) / 2)^t ≤ 2^−(128 − g_Q).
    /// </summary>
    public static int QueryCount(int logInvRate) =>
        (int)Math.Ceiling((SecurityBits - QueryGrinding(logInvRate)) / -Math.Log2((1 + Math.ScaleB(1, -logInvRate)) / 2));

    /// <summary>
    /// The coordinate that round <paramref name="round"/> of layer <paramref name="layer"/> of GKR binds: those of the numbers of blocks, from the least significant
    /// one up; those within a block, from the most significant one down; the scope, which is coordinate 0. So a prover pays for the leaves in use alone.
    /// </summary>
    public static int GkrCoordinate(int layer, int round)
    {
        int blockBits = Math.Max(0, layer - 1 - GkrLogBlock);
        if (round == layer - 1) return 0;
        return round < blockBits ? blockBits - round : round + 1;
    }
}
