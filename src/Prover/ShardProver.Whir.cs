using Zkfp.Core.Field;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Commitment;
using Zkfp.Prover.Whir;

namespace Zkfp.Prover;

internal sealed partial class ShardProver
{
    // Steps 6 and 7.
    private (KoalaBear5[] Evaluations, WhirProof Whir) ProveWhir(
        StackedMatrix?[] matrices, OutsideValue[] outside, List<CommittedMatrix> committed)
    {
        using var timer = _times.Measure(Phase.Whir);
        using IWhirSession session = _backend.BeginWhir(_layout, matrices, _r, outside);

        // Step 6.
        KoalaBear5[] evaluations = session.ColumnEvaluations();
        _transcript.Observe("evaluation", evaluations);

        // Step 7.
        WhirSchedule schedule = _class.Whir;
        session.Begin(_transcript.Sample("tau"));

        // 7a. Columns are folded into one.
        (KoalaBear5[] initial, KoalaBear[] initialNonces) = FoldRounds(timer, session, schedule.First, _class.Class.LogWidth);

        // 7b. Commit to the folded polynomial, open the previous matrices at random rows, fold on.
        var rounds = new WhirRoundProof[schedule.Rounds.Length];
        List<CommittedMatrix> previous = committed;
        CommittedMatrix? last = null;
        try
        {
            for (int i = 0; i < rounds.Length; i++)
            {
                WhirRound s = schedule.Rounds[i];
                CommittedMatrix next;
                timer.Switch(Phase.WhirCommit);
                next = session.Commit(s.Fold, s.NextLogInvRate, _class.Layer.Hash, _cancellation);
                timer.Switch(Phase.Whir);
                try
                {
                    _transcript.ObserveRoot("whir root", next.Root);
                    (KoalaBear5[][] points, KoalaBear5[] values) = SampleOutside(session, s.Next.OutOfDomain, s.Variables);
                    (KoalaBear nonce, int[] indices) = Queries(timer, s.GrindingBits, s.Queries, s.LogDomain);
                    MerkleOpening[] openings = Open(previous, indices);
                    AddQueries(session, indices, s.LogDomain, points);
                    (KoalaBear5[] messages, KoalaBear[] nonces) = FoldRounds(timer, session, s.Next, s.Fold);
                    rounds[i] = new WhirRoundProof(next.Root, nonce, openings, messages) { OutOfDomain = values, Nonces = nonces };
                }
                catch
                {
                    next.Dispose();
                    throw;
                }

                last?.Dispose();
                last = next;
                previous = [next];
            }

            // 7c. Send what is left.
            KoalaBear5[] final = session.Values();
            _transcript.Observe("final polynomial", final);
            (KoalaBear finalNonce, int[] finalIndices) =
                Queries(timer, schedule.FinalGrindingBits, schedule.FinalQueries, schedule.FinalLogDomain);
            MerkleOpening[] finalOpenings = Open(previous, finalIndices);
            AddQueries(session, finalIndices, schedule.FinalLogDomain, []);
            var finalSumcheck = new KoalaBear5[2 * schedule.FinalVariables];
            for (int i = 0; i < schedule.FinalVariables; i++)
            {
                Message(session, "final round", finalSumcheck.AsSpan(2 * i, 2));
                session.Bind(_transcript.Sample("final round"));
            }

            return (evaluations, new WhirProof(initial, rounds, final, finalNonce, finalOpenings, finalSumcheck) { InitialNonces = initialNonces });
        }
        finally
        {
            last?.Dispose();
        }
    }

    // Rounds that fold columns of a matrix, some with a proof of work before the challenge.
    private (KoalaBear5[] Messages, KoalaBear[] Nonces) FoldRounds(PhaseTimes.Timer timer, IWhirSession session, WhirMatrix matrix, int count)
    {
        var messages = new KoalaBear5[2 * count];
        var nonces = new KoalaBear[matrix.FoldGrindingBits == 0 ? 0 : count];
        for (int i = 0; i < count; i++)
        {
            Message(session, "whir round", messages.AsSpan(2 * i, 2));
            if (nonces.Length != 0)
            {
                timer.Switch(Phase.Grinding);
                nonces[i] = Core.Transcript.Grinder.Grind(_transcript, "fold nonce", matrix.FoldGrindingBits, _backend.Pool, _cancellation);
                timer.Switch(Phase.Whir);
            }

            session.Bind(_transcript.Sample("whir round"));
        }

        return (messages, nonces);
    }

    private void Message(IWhirSession session, string label, Span<KoalaBear5> message)
    {
        _cancellation.ThrowIfCancellationRequested();
        (message[0], message[1]) = session.Round();
        _transcript.Observe(label, message[0]);
        _transcript.Observe(label, message[1]);
    }

    private (KoalaBear5[][] Points, KoalaBear5[] Values) SampleOutside(IWhirSession session, int count, int variables)
    {
        var points = new KoalaBear5[count][];
        var values = new KoalaBear5[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = SamplePoint(variables);
            values[i] = session.Evaluate(points[i]);
            _transcript.Observe("out of domain", values[i]);
        }

        return (points, values);
    }

    private (KoalaBear Nonce, int[] Indices) Queries(PhaseTimes.Timer timer, int bits, int count, int logDomain)
    {
        timer.Switch(Phase.Grinding);
        KoalaBear nonce = Core.Transcript.Grinder.Grind(_transcript, "query nonce", bits, _backend.Pool, _cancellation);
        timer.Switch(Phase.Whir);
        var indices = new int[count];
        for (int q = 0; q < count; q++) indices[q] = _transcript.SampleBits("query", logDomain);
        return (nonce, indices);
    }

    // The weight gains Σ_q ξ^(q+1) pow(x_q), then eq at the points outside the domain with the next powers.
    private void AddQueries(IWhirSession session, int[] indices, int logDomain, KoalaBear5[][] outside)
    {
        KoalaBear5 xi = _transcript.Sample("whir xi");
        var points = new KoalaBear[indices.Length];
        var coefficients = new KoalaBear5[indices.Length];
        KoalaBear5 power = xi;
        for (int q = 0; q < points.Length; q++, power *= xi)
        {
            points[q] = DomainPoint(indices[q], logDomain);
            coefficients[q] = power;
        }

        session.AddPowers(points, coefficients);
        foreach (KoalaBear5[] point in outside)
        {
            session.AddEq(point, power);
            power *= xi;
        }
    }

    private static MerkleOpening[] Open(List<CommittedMatrix> matrices, int[] indices)
    {
        var result = new MerkleOpening[matrices.Count];
        for (int i = 0; i < result.Length; i++)
        {
            TreeOpening o = matrices[i].Open(indices);
            result[i] = new MerkleOpening(o.Rows, o.Siblings);
        }

        return result;
    }

    // x_i = ω^rev(i).
    private static KoalaBear DomainPoint(int index, int logDomain)
    {
        uint reversed = 0;
        for (int i = 0; i < logDomain; i++) reversed |= ((uint)index >> i & 1) << (logDomain - 1 - i);
        return KoalaBear.RootOfUnity(logDomain).Pow(reversed);
    }
}
