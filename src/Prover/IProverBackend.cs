using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Commitment;
using Zkfp.Prover.Gkr;
using Zkfp.Prover.Tables;
using Zkfp.Prover.Whir;

namespace Zkfp.Prover;

/// <summary>
/// The heavy kernels of the prover. A session object holds one step's data between the challenges; the driver
/// (<see cref="ShardProver"/>) owns the transcript and the order of messages, so every backend yields the same proof.
/// </summary>
internal interface IProverBackend : IDisposable
{
    /// <summary>What runs, for reports.</summary>
    string Name { get; }

    /// <summary>Threads that work on a job.</summary>
    WorkerPool Pool { get; }

    /// <summary>Commits to a matrix at rate 2^−R (§6).</summary>
    CommittedMatrix Commit(StackedMatrix matrix, LayerParameters layer, CancellationToken cancellation);

    /// <summary>Builds the GKR circuit of a shard.</summary>
    IGkrSession BeginGkr(
        ShardLayout layout, FragmentData[] fragments, FingerprintChallenges local, FingerprintChallenges global,
        CancellationToken cancellation);

    /// <summary>Begins the zerocheck at ζ.</summary>
    IZeroCheckSession BeginZeroCheck(
        ShardLayout layout, FragmentData[] fragments, KoalaBear5[] zeta, KoalaBear5 beta, FingerprintChallenges local,
        FingerprintChallenges global);

    /// <summary>The stacked polynomial at a point outside the domain.</summary>
    OutsideValue Evaluate(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point);

    /// <summary>Begins the opening of all matrices at the zerocheck's point, and at points outside the domain.</summary>
    IWhirSession BeginWhir(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point, OutsideValue[] outside);
}

/// <summary>GKR of one shard.</summary>
internal interface IGkrSession : IDisposable
{
    /// <summary>(n₀, d₀) and (n₁, d₁).</summary>
    (KoalaBear5 N0, KoalaBear5 D0, KoalaBear5 N1, KoalaBear5 D1) Top();

    /// <summary>Begins layer k, from 1 upwards, at a point of k coordinates.</summary>
    void BeginLayer(int k, KoalaBear5[] z, KoalaBear5 lambda);

    /// <summary>Coefficients c₁, c₂ of the next round.</summary>
    (KoalaBear5 C1, KoalaBear5 C2) Round(KoalaBear5 claim);

    /// <summary>Binds a coordinate.</summary>
    void Bind(KoalaBear5 r);

    /// <summary>Ends the layer: N₀, N₁, D₀, D₁ at its point; the layer's memory is free afterwards.</summary>
    (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) EndLayer();
}

/// <summary>The zerocheck of one shard.</summary>
internal interface IZeroCheckSession : IDisposable
{
    /// <summary>Σ e_{t,j}.</summary>
    KoalaBear5 SelectorSum { get; }

    /// <summary>Coefficients c₁, c₂, c₃ of the next round.</summary>
    (KoalaBear5 C1, KoalaBear5 C2, KoalaBear5 C3) Round();

    /// <summary>Binds a coordinate.</summary>
    void Bind(KoalaBear5 r);
}

/// <summary>The opening of one shard.</summary>
internal interface IWhirSession : IDisposable
{
    /// <summary>Column evaluations in the order of step 6.</summary>
    KoalaBear5[] ColumnEvaluations();

    /// <summary>Sets the batching challenge and starts the sumcheck over columns.</summary>
    void Begin(KoalaBear5 tau);

    /// <summary>Coefficients c₀, c₂ of the next round.</summary>
    (KoalaBear5 C0, KoalaBear5 C2) Round();

    /// <summary>Binds a coordinate.</summary>
    void Bind(KoalaBear5 r);

    /// <summary>Commits to the bound polynomial, split into 2^<paramref name="fold"/> columns.</summary>
    CommittedMatrix Commit(int fold, int logInvRate, ProofHash hash, CancellationToken cancellation);

    /// <summary>The bound polynomial at a point.</summary>
    KoalaBear5 Evaluate(KoalaBear5[] point);

    /// <summary>Adds coefficient · eq(point, ·) to the weight.</summary>
    void AddEq(KoalaBear5[] point, KoalaBear5 coefficient);

    /// <summary>Adds Σ_q coefficient_q · pow(point_q) to the weight.</summary>
    void AddPowers(KoalaBear[] points, KoalaBear5[] coefficients);

    /// <summary>The values of the bound polynomial.</summary>
    KoalaBear5[] Values();
}
