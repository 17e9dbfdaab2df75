using System.Globalization;
using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using TableId = Zkfp.Recursion.Machine.TableId;

namespace Zkfp.Recursion.Tests;

/// <summary>What circuits over proofs take, and what it takes to verify the last one: the figures of docs/recursion.md.</summary>
public class NodeSizeTests(ITestOutputHelper output)
{
    private static readonly RecursionSet s_set = RecursionSet.Default!;

    /// <summary>All nodes over proofs of the tree's shape fit it. Printed: rows by table, and of the last proof what its verifier does, which is what L1 would.</summary>
    [Fact]
    public void Nodes_fit_the_shape_of_leaves()
    {
        CircuitProfile profile = s_set.Profile;
        CircuitShape node = s_set.Keys.Node, shrink = s_set.Keys.Shrink, last = s_set.Keys.Final;
        Print("leaf of three, usual class", null, LeafCircuit.Record(Usual(false)));
        Print("leaf of three with primitives", null, LeafCircuit.Record(Usual(true)));
        Circuit join = profile.RecordTree(NodeKind.Range, CircuitProfile.JoinNumber, node);
        Print("join", node, join);
        Print("run", node, profile.RecordTree(NodeKind.Run, 0, node));
        Print("bundle", node, profile.RecordTree(NodeKind.Bundle, 0, node));
        Print("shrink 0", node, profile.RecordShrink(0, node, default));
        Print("shrink 1", node, profile.RecordShrink(1, node, default));
        Print("final", shrink, FinalCircuit.Record(shrink, default));
        Circuit over = FinalCircuit.Record(last, default);
        Print("what verifies the final proof", last, over);
        (int evaluations, int extension) = PrintVerifier("final", last, over);

        Assert.Equal("", node.WhatIsTooLarge(join));
        Assert.InRange(CircuitTables.RowCounts(join)[(int)TableId.Mac], 160_000, 175_000);
        Assert.InRange(extension, 8_000, 9_500);
        Assert.Equal(782, evaluations);

        // The last circuit on the machine cut for L1, and what L1 computes for it: bounds of docs/decisions/0016-l1-machine.md.
        Circuit cut = FinalCircuit.Record(RecursionMachine.Fin1, shrink, default);
        Print("final on fin1", shrink, cut);
        CircuitShape cutShape = CircuitShape.Of(profile.FinalLogHeight, cut, ProofLayer.Final);
        Circuit overCut = FinalCircuit.Record(cutShape, default);
        Print("what verifies it", cutShape, overCut);
        (int cutEvaluations, int cutExtension) = PrintVerifier("final on fin1", cutShape, overCut);
        Assert.InRange(cutEvaluations, 1, 300);
        Assert.InRange(cutExtension, 1, extension);
        foreach (Core.Trace.TraceTable? t in CircuitTables.Preprocessed(cut, cutShape)) t?.Dispose();
    }

    private (int Evaluations, int Extension) PrintVerifier(string name, CircuitShape shape, Circuit verifier)
    {
        (int extension, int mixed, int permutations) = Count(verifier);
        TablePosition[] used = [.. TablePosition.All(shape.Machine.Definition).Where(p => shape.Proof.Rows[p.Number] != 0)];
        int evaluations = used.Sum(p => p.EvaluationCount);
        long messages = used.Sum(p => (long)p.LocalInteractions << ClassLayout.LogHeightOf(shape.Proof.Rows[p.Number]));
        double security = SecurityReport.ForShard(new ClassLayout(shape.Machine.Definition, shape.Proof)).Bits;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {evaluations} evaluations, {extension:N0} products over K, {mixed:N0} of K and F, {permutations:N0} permutations and Merkle steps on top;"
                + $" {shape.Proof.Class}, {security:F2} bits; {messages:N0} messages"));
        Assert.InRange(security, ProtocolParameters.SecurityBits, 256);
        return (evaluations, extension);
    }

    /// <summary>
    /// Products over K by table, at one position: in the program, in its messages (one for each field that is not constant, one with β, one with the leaf's
    /// weight), and for batching constraints. Printed with what else a verifier of the last proof computes from columns: docs/decisions/0016-l1-machine.md.
    /// </summary>
    [Fact]
    public void Products_of_tables()
    {
        Assert.Equal(2_461, Products(RecursionMachine.Rec1, air => air.Name == nameof(TableId.Mac) ? 2 : 1)); // positions that the last proof uses
        Assert.InRange(Products(RecursionMachine.Fin1, _ => 1), 1, 1_000);
    }

    private int Products(RecursionMachine machine, Func<AirProgram, int> positions)
    {
        int sum = 0, columns = 0, interactions = 0;
        output.WriteLine(machine.Definition.Name);
        foreach (AirProgram air in machine.Definition.Tables)
        {
            int inside = 0, mixed = 0, small = 0, additions = 0;
            for (int i = 0; i < air.Nodes.Count; i++)
            {
                AirNode n = air.Nodes[i];
                if (air.NodeDegrees[i] == 0 || n.Kind == ExprKind.Column) continue;
                if (n.Kind != ExprKind.Mul) additions++;
                else if (air.NodeDegrees[(int)n.A] != 0 && air.NodeDegrees[(int)n.B] != 0) inside++;
                else
                {
                    AirNode c = air.Nodes[(int)(air.NodeDegrees[(int)n.A] == 0 ? n.A : n.B)];
                    long size = Math.Min(c.A, (long)KoalaBear.P - c.A);
                    if (c.Kind != ExprKind.Constant || size > 1 << 16) mixed++;
                    else if (size > 1) small++;
                }
            }

            int fields = air.Interactions.Sum(x => x.Fields.Count(f => air.NodeDegrees[f] != 0));
            int messages = fields + 2 * air.Interactions.Count, batching = 2 * air.Constraints.Count, products = inside + messages + batching;
            additions += messages + air.Constraints.Count;
            sum += products * positions(air);
            columns += positions(air) * (air.CountColumns(ColumnKind.Main) + air.CountColumns(ColumnKind.Preprocessed));
            interactions += positions(air) * air.Interactions.Count;
            output.WriteLine(
                $"{air.Name}: {air.CountColumns(ColumnKind.Main)} + {air.CountColumns(ColumnKind.Preprocessed)} columns, {products} products: "
                    + $"{inside} inside, {messages} in messages, {batching} batching; {mixed} K × F, {small} by small constants, {additions} additions");
        }

        output.WriteLine($"in all {columns} columns, {interactions} messages, {sum} products");
        return sum;
    }

    /// <summary>Leaves of one shard and of all their places.</summary>
    [Fact]
    public void Leaves_of_other_classes()
    {
        foreach (LeafClass leaf in s_set.Profile.Leaves.Where(l => l.Machine.Name.Contains("-be", StringComparison.Ordinal)))
        {
            if (leaf.Class is { LogHeight: 18, MainWidth: 15 } or { MainWidth: 75, BoundaryWidth: 16 } || leaf.Last is not null)
                Print($"{leaf.Places} of {leaf.Machine.Name}, 2^{leaf.Class.LogHeight}, {leaf.Class.MainWidth} + {leaf.Class.BoundaryWidth} + {leaf.Class.PreprocessedWidth}", null, LeafCircuit.Record(leaf));
        }
    }

    private static LeafClass Usual(bool primitives)
    {
        MachineDefinition machine = (primitives ? MipsMachine.For(Endianness.Big) : MipsMachine.Plain(Endianness.Big)).Definition;
        return s_set.Profile.Leaves.First(l => l.Class is { LogHeight: 20, BoundaryWidth: 1 } && l.Machine.Digest == machine.Digest);
    }

    private void Print(string name, CircuitShape? children, Circuit circuit)
    {
        int[] rows = CircuitTables.RowCounts(circuit);
        output.WriteLine($"{name}: {string.Join(", ", rows.Select((r, t) => $"{circuit.Machine.Tables[t].Id} {r}"))}");
        if (children is null) return;
        double security = SecurityReport.ForShard(new ClassLayout(children.Machine.Definition, children.Proof)).Bits;
        output.WriteLine($"   over {children.Proof.Class}, {security:F2} bits");
    }

    // Products of two wires: of two extension elements, of one and a base element; permutations.
    private static (int Extension, int Mixed, int Permutations) Count(Circuit circuit)
    {
        bool[] isBase = new bool[circuit.WireCount], isConstant = new bool[circuit.WireCount];
        int extension = 0, mixed = 0, permutations = 0;
        foreach (Op op in circuit.Ops)
        {
            ReadOnlySpan<int> o = circuit.OperandsOf(op);
            switch (op.Kind)
            {
                case OpKind.Constant:
                    isConstant[op.Result] = true;
                    isBase[op.Result] = circuit.Constants[(int)op.P0] == circuit.Constants[(int)op.P0][0];
                    break;
                case OpKind.Input:
                    isBase[op.Result] = op.P0 == 1;
                    break;
                case OpKind.Unpack:
                    isBase.AsSpan(op.Result, op.ResultCount).Fill(true);
                    break;
                case OpKind.Bits:
                case OpKind.AssertBits:
                    isBase[op.Result] = true;
                    break;
                case OpKind.Pow:
                    isBase[op.Result + 1] = true;
                    extension++;
                    mixed++;
                    break;
                case OpKind.Dot:
                    mixed += 5;
                    break;
                case OpKind.Sponge:
                    permutations++;
                    break;
                case OpKind.Mac:
                    isBase[op.Result] = isBase[o[0]] && isBase[o[1]] && isBase[o[2]];
                    break;
            }

            if (op.Kind is not (OpKind.Mac or OpKind.AssertMac) || isConstant[o[0]] || isConstant[o[1]]) continue;
            if (!isBase[o[0]] && !isBase[o[1]]) extension++;
            else if (!isBase[o[0]] || !isBase[o[1]]) mixed++;
        }

        return (extension, mixed, permutations);
    }
}
