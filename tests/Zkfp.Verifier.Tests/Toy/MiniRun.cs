using System.Collections.Concurrent;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Reference;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Tests.Toy;

/// <summary>
/// The smallest run: one shard of a machine with one table and neither boundary nor preprocessed columns nor global buses; one instruction, which halts.
/// </summary>
internal static class MiniRun
{
    public static readonly MachineDefinition Machine = Make();

    private static readonly ConcurrentDictionary<(int, Forgery, ProofLayer), Lazy<ToyProof>> s_made = new();

    /// <summary>The honest proof for a key of this height (10 or less: no committed WHIR round), made once.</summary>
    public static ToyProof Prove(int logHeight) => Prove(logHeight, Forgery.Honest);

    /// <summary>A forger's proof.</summary>
    public static ToyProof Prove(int logHeight, Forgery forgery, ProofLayer layer = ProofLayer.Shard) =>
        s_made.GetOrAdd((logHeight, forgery, layer), k => new Lazy<ToyProof>(() => Make(k.Item1, k.Item2, k.Item3))).Value;

    private static ToyProof Make(int logHeight, Forgery forgery, ProofLayer layer)
    {
        var w = new ShardWitness(1);
        var step = new FragmentTrace(Machine.Tables[0], 1);
        step.SetRow(0, 1, Values.StartTime, 5, 6, 3);
        w.Fragments[0].Add(step);
        var v = new KoalaBear[Values.Count];
        (v[Values.ShardIndex], v[Values.StartPc], v[Values.StartNpc]) = (1, 5, 6);
        (v[Values.EndTime], v[Values.Halted], v[Values.OutcomeLow]) = (Values.StartTime + 4, 1, 3);
        w.PublicValues = v;
        int m = Math.Max(logHeight + 1, 11), width = (5 << 8) + (1 << logHeight) - 1 >> logHeight;
        var prover = new ReferenceProver(Machine, new ProofClass(logHeight, Math.Max(1, width), 0, 0, m) { Layer = layer }, 5, 6, [], [], w, forgery);
        return new ToyProof(prover.Key, prover.Prove([w]));
    }

    public static VerificationResult Verify(ToyProof p) => RunVerifier.Verify(Machine, p.Key, ProofWriter.Write(Machine, p.Proof));

    private static MachineDefinition Make()
    {
        Bus state = new("state", 1, 3), halt = new("halt", 2, 2);
        var b = new AirBuilder();
        Expr seven = b.Constant(7L), sel = b.Main("sel"), time = b.Main("time"), pc = b.Main("pc"), npc = b.Main("npc"), low = b.Main("low"), zero = b.Constant(0L), index = b.Public(Values.ShardIndex);
        b.AssertBool("sel is boolean", sel);

        // Sum and product of degree 0, and such a value before and after a column: 7 = (1 + 2)(1 + 1) + 1.
        b.AssertZero("degree 0", seven * sel - sel * ((index + 2) * (index + 1) + index));
        b.Pull("in", state, sel, time, pc, npc);
        b.Push("out", state, sel, time + 4, zero, zero);
        b.Push("halt", halt, sel, low, zero);
        AirProgram step = b.Capture("Step", TablePresence.Optional);

        b = new AirBuilder();
        Expr one = b.Constant(1L);
        b.Push("start", state, one, b.Constant((long)Values.StartTime), b.Public(Values.StartPc), b.Public(Values.StartNpc));
        b.Pull("end", state, one, b.Public(Values.EndTime), b.Public(Values.EndPc), b.Public(Values.EndNpc));
        b.Pull("halt", halt, b.Public(Values.Halted), b.Public(Values.OutcomeLow), b.Public(Values.OutcomeHigh));
        return new MachineDefinition("mini", [step], b.Capture("PublicMessages", TablePresence.EveryShard), Values.Count);
    }
}
