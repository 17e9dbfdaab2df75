using System.Globalization;
using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>The last circuit on fin1, over the sample's shrunk proof.</summary>
public class Fin1FinalTests(ITestOutputHelper output)
{
    private const int LogHeight = 15, MostBytes = 115 << 10;

    private static readonly RecursionMachine s_machine = RecursionMachine.Fin1;
    private static readonly Lazy<Circuit> s_circuit = new(() => FinalCircuit.Record(s_machine, HelloTree.Keys.Shrink, HelloTree.Keys.ShrinkRoot));

    // With room for all paths alone: of a witness that does not hold they do not meet.
    private static readonly Lazy<Circuit> s_roomy = new(() => FinalCircuit.Recorder(s_machine, HelloTree.Keys.Shrink, HelloTree.Keys.ShrinkRoot).Finish(6000));

    private static CircuitShape Shape => CircuitShape.Of(LogHeight, s_circuit.Value, ProofLayer.L1);

    private static Tape Tape => FinalCircuit.Supply(HelloTree.Keys.Shrink, HelloTree.Keys.ShrinkRoot, HelloTree.Keys.Child(HelloTree.Shrunk));

    /// <summary>
    /// Proven and verified; other public values, changed bytes, a proof of a witness that does not hold, and the other machine are refused.
    /// </summary>
    [Fact]
    public void The_last_proof_on_fin1_verifies_and_no_other()
    {
        Circuit circuit = s_circuit.Value;
        CircuitShape shape = Shape;
        Tape tape = Tape;
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds, $"{replay.Broken}: {replay.BrokenKind}");
        Assert.Equal([6, .. HelloTree.Claim.Hash().ToArray(), 1], tape.Statement);
        Assert.Equal(FieldHash.HashElements(tape.Statement).ToArray(), replay.Output);
        using IProverBackend backend = CpuBackend.Create(2);
        using ProvingKey key = CircuitProof.Key(circuit, shape, backend);
        VerifyingKey verifying = key.VerifyingKey;
        ShardProof proof = CircuitProof.Prove(key, CircuitTables.Trace(circuit, replay, shape), backend);
        Assert.Null(CircuitProof.Verify(s_machine, verifying, proof));
        byte[] bytes = ProofWriter.WriteStatic(s_machine.Definition, proof);
        int[] rows = CircuitTables.RowCounts(circuit);
        output.WriteLine(string.Join(", ", rows.Select((r, t) => $"{s_machine.Tables[t].Id} {r}")));
        output.WriteLine($"{shape.Proof.Class}, {bytes.Length} bytes, {replay.Steps.Count} Merkle steps");
        output.WriteLine($"{SecurityReport.ForShard(new ClassLayout(s_machine.Definition, proof.Shape))}");
        foreach ((string part, int n) in ProofParts.Of(s_machine, proof)) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n,8:N0}  {part}"));
        Assert.InRange(bytes.Length, 1, MostBytes);

        for (int i = 0; i < proof.PublicValues.Length; i++)
        {
            var values = (KoalaBear[])proof.PublicValues.Clone();
            values[i] += 1;
            Assert.NotNull(CircuitProof.Verify(s_machine, verifying, values, bytes, ProofLayer.L1));
        }

        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[4 * (i < 20 ? i : random.Next(bytes.Length / 4))] ^= 1;
            Assert.NotNull(CircuitProof.Verify(s_machine, verifying, proof.PublicValues, changed, ProofLayer.L1));
        }

        Assert.NotNull(CircuitProof.Verify(s_machine, verifying, proof.PublicValues, bytes.AsSpan(0, bytes.Length - 4), ProofLayer.L1));
        Assert.NotEqual("", KeyCheck.Check(RecursionMachine.Rec1.Definition, verifying));

        // Of a witness with another count of runs the prover makes a proof that says so, and it does not verify.
        tape.Inputs[Digest.Length] += 1;
        CircuitShape large = CircuitShape.Of(LogHeight, s_roomy.Value, ProofLayer.L1);
        using ProvingKey other = CircuitProof.Key(s_roomy.Value, large, backend);
        Assert.Null(CircuitProof.Verify(s_machine, other.VerifyingKey, CircuitProof.Prove(other, CircuitTables.Trace(s_roomy.Value, new Replay(s_roomy.Value, Tape), large), backend)));
        var wrong = new Replay(s_roomy.Value, tape);
        Assert.False(wrong.Holds);
        Assert.NotNull(CircuitProof.Verify(s_machine, other.VerifyingKey, CircuitProof.Prove(other, CircuitTables.Trace(s_roomy.Value, wrong, large), backend)));
    }

    /// <summary>The witness breaks nothing in the whole trace; with an input or a sibling changed an assertion breaks, and the trace with it.</summary>
    [Fact]
    public void Every_input_of_the_last_circuit_is_pinned()
    {
        Circuit circuit = s_circuit.Value;
        Tape tape = Tape;
        using (ShardTrace trace = CircuitTables.Trace(circuit, new Replay(circuit, tape)))
        {
            TraceReport report = Gallery.Check(s_machine, trace);
            Assert.True(report.IsClean, report.ToString());
        }

        NodeTests.EveryInput(circuit, tape, 120);
        var random = new Random(11);
        for (int i = 0; i < 2; i++)
        {
            int at = random.Next(tape.Inputs.Count);
            tape.Inputs[at] += KoalaBear5.One;
            using ShardTrace trace = CircuitTables.Trace(s_roomy.Value, new Replay(s_roomy.Value, tape));
            Assert.False(Gallery.Check(s_machine, trace).IsClean, $"input {at}");
            tape.Inputs[at] -= KoalaBear5.One;
        }
    }

    /// <summary>A proof of another number of paths than a key has room for is none, which is said.</summary>
    [Fact]
    public void Too_many_steps_are_named()
    {
        var recorder = new CircuitRecorder(s_machine);
        var a = new WireArithmetic(recorder);
        Digest left = FieldHash.HashElements([1]), right = FieldHash.HashElements([2]);
        var tape = new Tape();
        WireBase[] Input(Digest d) => Array.ConvertAll(d.ToArray(), x =>
        {
            tape.Inputs.Add(x);
            return a.Input(x);
        });
        a.AssertMember(Input(FieldHash.Compress(left, right)), a.LowBits(a.Input(KoalaBear.Zero), 1), Input(left), [right]);
        tape.Inputs.Insert(9, KoalaBear5.Zero);
        tape.Siblings.Add([right]);
        a.Output(Enumerable.Repeat(a.Constant(KoalaBear.Zero), Digest.Length).ToArray());
        Circuit circuit = recorder.Finish(0);
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds);
        Assert.Contains("room for 0", Assert.Throws<TraceException>(() => CircuitTables.Trace(circuit, replay)).Message, StringComparison.Ordinal);
    }
}
