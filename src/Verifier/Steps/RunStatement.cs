using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Arithmetic;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Steps;

/// <summary>
/// What a run proof states beyond its shards' proofs (docs/protocol.md §§7, 9), over any arithmetic: public values in range and chained, one outcome, each
/// digest word at most once, Γ and its challenges, and the sum over the global buses. Shards are added in order, then verified with the challenges, in order.
/// </summary>
public sealed class RunStatement<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private readonly TArithmetic _a;
    private readonly VerifyingKey _key;
    private readonly KeyInputs<TBase> _inputs;
    private readonly TBase _zero, _one, _shards;
    private readonly ShardRules<TArithmetic, TBase, TExt, TIndex> _rules;
    private readonly List<TBase[]> _leaves = [];
    private TBase _pc, _npc, _halted, _blocks;
    private TExt _numerator, _denominator;
    private GammaChallenges<TBase, TExt>? _gamma;

    /// <summary>The statement of a run of the key's program.</summary>
    /// <param name="arithmetic">What values are.</param>
    /// <param name="key">The key, for what is constant in it.</param>
    /// <param name="inputs">The key.</param>
    /// <param name="shards">N.</param>
    public RunStatement(TArithmetic arithmetic, VerifyingKey key, KeyInputs<TBase> inputs, TBase shards)
    {
        _a = arithmetic;
        _key = key;
        _inputs = inputs;
        _shards = shards;
        _rules = new(arithmetic, Fail);
        _zero = _a.Constant(KoalaBear.Zero);
        _one = _a.Constant(KoalaBear.One);
        (_pc, _npc) = (inputs.InitialPc, inputs.InitialNpc);
        _halted = _blocks = OutcomeLow = OutcomeHigh = _zero;
        _numerator = _a.Constant(KoalaBear5.Zero);
        _denominator = _a.Constant(KoalaBear5.One);
        Committed.AsSpan().Fill(_zero);
        WordLow.AsSpan().Fill(_zero);
        WordHigh.AsSpan().Fill(_zero);
    }

    /// <summary>Why a check failed.</summary>
    public VerificationError? Error { get; private set; }

    /// <summary>The leaves under Γ of the shards that were added.</summary>
    public IReadOnlyList<TBase[]> Leaves => _leaves;

    /// <summary>Low half of the outcome.</summary>
    public TBase OutcomeLow { get; private set; }

    /// <summary>High half of the outcome.</summary>
    public TBase OutcomeHigh { get; private set; }

    /// <summary>For each digest word 1 if it was committed.</summary>
    public TBase[] Committed { get; } = new TBase[Values.CommitWords];

    /// <summary>Low halves of the digest words.</summary>
    public TBase[] WordLow { get; } = new TBase[Values.CommitWords];

    /// <summary>High halves of the digest words.</summary>
    public TBase[] WordHigh { get; } = new TBase[Values.CommitWords];

    /// <summary>Adds the next shard: its public values continue those before, its leaf goes under Γ. <paramref name="isLast"/> is 1 if its number is N.</summary>
    public bool TryAdd(ClassLayout layout, ShardInputs<TBase> shard, out TBase isLast)
    {
        int index = _leaves.Count + 1;
        TBase[] v = shard.PublicValues;
        isLast = _zero;
        if (!_a.AssertEqual(v[Values.ShardIndex], _a.Constant(new KoalaBear((ulong)index))))
            return Fail(ErrorKind.BadPublicValue, "shard index", $"{index}", v[Values.ShardIndex]);
        if (!_rules.CheckRanges(v) || !CheckChain(v) || !CheckCommits(v)) return false;
        _leaves.Add(GammaTree<TArithmetic, TBase, TExt, TIndex>.Leaf(_a, layout, shard));

        return _rules.TryIsLast(_shards, v, out isLast);
    }

    /// <summary>After the last shard: the run has halted, and the challenges of the global buses follow from all that was added.</summary>
    public GammaChallenges<TBase, TExt>? SampleGamma(TBase nonce, ITranscriptObserver? observer = null)
    {
        if (!_a.AssertEqual(_shards, _a.Constant(new KoalaBear((ulong)_leaves.Count))))
        {
            Fail(ErrorKind.BadLength, "number of shards", $"{_leaves.Count}", _shards);
            return null;
        }

        if (!_a.AssertEqual(_halted, _one))
        {
            Fail(ErrorKind.BadHalt, "halted", "one shard that halts", _halted);
            return null;
        }

        TBase[] root = GammaTree<TArithmetic, TBase, TExt, TIndex>.Root(_a, _leaves);
        if (!GammaTree<TArithmetic, TBase, TExt, TIndex>.TrySample(_a, _inputs.Digest, _shards, root, nonce, observer, out _gamma))
            Error ??= new VerificationError(ErrorKind.BadProofOfWork, "Γ nonce", $"{ProtocolParameters.GammaGrindingBits} zero bits", $"nonce {_a.ValueOf(nonce)}");
        return _gamma;
    }

    /// <summary>Adds a verified shard's part of the global sum; the messages of a run must be fewer than p, or a sum of p equal ones would be zero.</summary>
    public bool TryAddSum(TExt numerator, TExt denominator, TBase blocks)
    {
        AddFraction(numerator, denominator);
        _blocks = _a.Add(_blocks, blocks);

        // Both summands have at most 23 bits, so the sum has no way round p.
        int room = ProtocolParameters.MaxGlobalBlocks - (_key.GlobalMessages.Count + (1 << ProtocolParameters.MinLogHeight) - 1 >> ProtocolParameters.MinLogHeight);
        if (room >= 0 && _a.TryBits(_a.Sub(_a.Constant(new KoalaBear((ulong)room)), _blocks), 23, out _)) return true;
        Error ??= new VerificationError(ErrorKind.BadShape, "global messages", $"fewer than {KoalaBear.P}", $"{(long)_a.ValueOf(_blocks).Value << ProtocolParameters.MinLogHeight} and the key's");
        return false;
    }

    /// <summary>After the last shard's sum: with the key's messages all global buses balance.</summary>
    public bool TryFinish()
    {
        GammaChallenges<TBase, TExt> gamma = _gamma ?? throw new InvalidOperationException("The challenges were not sampled.");
        TExt zero = _a.Constant(KoalaBear5.Zero);
        for (int i = 0; i < _key.GlobalMessages.Count; i++)
        {
            GlobalMessage m = _key.GlobalMessages[i];
            TExt f = _a.Add(gamma.Gamma, _a.Mul(gamma.Alpha[0], _a.Constant(new KoalaBear((ulong)m.Tag))));
            for (int k = 0; k < m.Fields.Length; k++) f = _a.Add(f, _a.Mul(gamma.Alpha[k + 1], _inputs.Messages[i][k]));
            if (!_a.AssertNonZero(f))
            {
                Error ??= new VerificationError(ErrorKind.ZeroDenominator, $"global message {i}", "not zero", "zero");
                return false;
            }

            AddFraction(_a.Constant(m.IsPush ? KoalaBear5.One : -KoalaBear5.One), f);
        }

        if (_a.AssertEqual(_numerator, zero)) return Error is null;
        Error ??= new VerificationError(ErrorKind.GlobalBusUnbalanced, "global sum", "0", $"numerator {_numerator}");
        return false;
    }

    private void AddFraction(TExt n, TExt d)
    {
        _numerator = _a.Add(_a.Mul(_numerator, d), _a.Mul(n, _denominator));
        _denominator = _a.Mul(_denominator, d);
    }

    private bool CheckChain(TBase[] v)
    {
        if (!_a.AssertEqual(v[Values.StartPc], _pc)) return Fail(ErrorKind.BadChain, "start pc", $"{_a.ValueOf(_pc)}", v[Values.StartPc]);
        if (!_a.AssertEqual(v[Values.StartNpc], _npc)) return Fail(ErrorKind.BadChain, "start npc", $"{_a.ValueOf(_npc)}", v[Values.StartNpc]);
        TBase halts = v[Values.Halted], before = _halted, start = _a.Constant(new KoalaBear(Values.StartTime));
        if (!_rules.NotBoth(before, halts)) return Fail(ErrorKind.BadHalt, "halted", "0 after the shard that halts", halts);
        _halted = _a.Add(before, halts);
        foreach (int k in (ReadOnlySpan<int>)[Values.EndPc, Values.EndNpc])
            if (!_rules.NotBoth(_halted, v[k])) return Fail(ErrorKind.BadChain, "state after halt", "pc 0 and npc 0", v[k]);
        if (!_rules.NotBoth(before, _a.Sub(v[Values.EndTime], start)))
            return Fail(ErrorKind.BadChain, "state after halt", $"time {Values.StartTime}", v[Values.EndTime]);
        foreach (int k in (ReadOnlySpan<int>)[Values.OutcomeLow, Values.OutcomeHigh])
            if (!_rules.IsZeroUnless(halts, v[k])) return Fail(ErrorKind.BadHalt, "outcome", "0 in a shard that does not halt", v[k]);
        OutcomeLow = _a.Add(OutcomeLow, v[Values.OutcomeLow]);
        OutcomeHigh = _a.Add(OutcomeHigh, v[Values.OutcomeHigh]);
        (_pc, _npc) = (v[Values.EndPc], v[Values.EndNpc]);
        return true;
    }

    private bool CheckCommits(TBase[] v)
    {
        for (int i = 0; i < Values.CommitWords; i++)
        {
            int k = Values.FirstCommit + 3 * i;
            if (!_rules.NotBoth(Committed[i], v[k])) return Fail(ErrorKind.BadCommit, $"commit {i}", "one commit of this word", v[k]);
            Committed[i] = _a.Add(Committed[i], v[k]);
            WordLow[i] = _a.Add(WordLow[i], v[k + 1]);
            WordHigh[i] = _a.Add(WordHigh[i], v[k + 2]);
        }

        return true;
    }

    private bool Fail(ErrorKind kind, string where, string expected, TBase got)
    {
        Error ??= new VerificationError(kind, $"shard {_leaves.Count + 1}: public values: {where}", expected, $"{_a.ValueOf(got)}");
        return false;
    }
}
