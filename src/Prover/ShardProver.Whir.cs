using Zkfp.Core.Field;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Commitment;

namespace Zkfp.Prover;

internal sealed partial class ShardProver
{
    // Steps 6 and 7.
    private (KoalaBear5[] Evaluations, WhirProof Whir) ProveWhir(StackedMatrix?[] matrices, List<CommittedMatrix> committed)
    {
        using var timer = _times.Measure(Phase.Whir);
        using IWhirSession session = _backend.BeginWhir(_layout, matrices, _r);

        // Step 6.
        KoalaBear5[] evaluations = session.ColumnEvaluations();
        _transcript.Observe("evaluation", evaluations);

        // Step 7.
        WhirSchedule schedule = _class.Whir;
        session.Begin(_transcript.Sample("tau"));

        // 7a. Columns are folded into one.
        (KoalaBear5[] initial, KoalaBear5[] fold) = Rounds(session, "whir round", _class.Class.LogWidth);

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
                next = session.Commit(s.Fold, s.NextLogInvRate, _cancellation);
                timer.Switch(Phase.Whir);
                try
                {
                    _transcript.Observe("whir root", next.Root);
                    (KoalaBear nonce, int[] indices) = Queries(timer, s.GrindingBits, s.Queries, s.LogDomain);
                    MerkleOpening[] openings = Open(previous, indices);
                    AddQueries(session, indices, s.LogDomain);
                    (KoalaBear5[] messages, fold) = Rounds(session, "whir round", s.Fold);
                    rounds[i] = new WhirRoundProof(next.Root, nonce, openings, messages);
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
            AddQueries(session, finalIndices, schedule.FinalLogDomain);
            (KoalaBear5[] finalSumcheck, _) = Rounds(session, "final round", schedule.FinalVariables);
            return (evaluations, new WhirProof(initial, rounds, final, finalNonce, finalOpenings, finalSumcheck));
        }
        finally
        {
            last?.Dispose();
        }
    }

    private (KoalaBear5[] Messages, KoalaBear5[] Challenges) Rounds(IWhirSession session, string label, int count)
    {
        var messages = new KoalaBear5[2 * count];
        var challenges = new KoalaBear5[count];
        for (int i = 0; i < count; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            (messages[2 * i], messages[2 * i + 1]) = session.Round();
            _transcript.Observe(label, messages[2 * i]);
            _transcript.Observe(label, messages[2 * i + 1]);
            challenges[i] = _transcript.Sample(label);
            session.Bind(challenges[i]);
        }

        return (messages, challenges);
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

    // The weight gains Σ_q ξ^(q+1) pow(x_q).
    private void AddQueries(IWhirSession session, int[] indices, int logDomain)
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
