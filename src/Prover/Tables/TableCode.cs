using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Tables;

/// <summary>Where an instruction finds an operand.</summary>
internal enum OperandKind : byte
{
    /// <summary>A column of the table.</summary>
    Column,

    /// <summary>A scratch register.</summary>
    Register,

    /// <summary>A node of degree 0: a constant of the shard.</summary>
    Constant,
}

/// <summary>What a step does. Steps over long blocks cost what they read and write, so what is common is one step.</summary>
internal enum StepKind : byte
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Sub,

    /// <summary>a · b.</summary>
    Mul,

    /// <summary>a + b − 2ab: the exclusive or of bits.</summary>
    Xor,

    /// <summary>2a + b: the next bit of a number.</summary>
    DoubleAdd,

    /// <summary>a² − a: zero for bits.</summary>
    Bool,
}

/// <summary>An operand: kind and index (column, register, or node for constants).</summary>
internal readonly record struct Operand(OperandKind Kind, int Index);

/// <summary>One step: an operation on operands, or (Emit) the moment at which output number <see cref="Target"/> is available.</summary>
/// <param name="Kind">Operation; only read when <paramref name="IsEmit"/> is false.</param>
/// <param name="IsEmit">Whether an output is taken here.</param>
/// <param name="Target">Register written, or number of the output.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
internal readonly record struct TableStep(StepKind Kind, bool IsEmit, int Target, Operand A, Operand B);

/// <summary>
/// A part of a table's straight-line program as a sequence of steps over blocks of rows, with registers reused once their last
/// reader is past. An output is a list of nodes taken together.
/// </summary>
internal sealed class TableCode
{
    /// <summary>Compiles the nodes that <paramref name="outputs"/> need, in the order of the outputs.</summary>
    public TableCode(AirProgram air, IReadOnlyList<int[]> outputs)
    {
        var order = new List<(bool Emit, int Index)>();
        var done = new bool[air.Nodes.Count];
        for (int i = 0; i < outputs.Count; i++)
        {
            foreach (int node in outputs[i]) Visit(air, node, done, order);
            order.Add((true, i));
        }

        var lastUse = new int[air.Nodes.Count];
        for (int s = 0; s < order.Count; s++)
        {
            (bool emit, int index) = order[s];
            if (emit)
            {
                foreach (int node in outputs[index]) lastUse[node] = s;
            }
            else
            {
                (_, int a, int b) = Match(air, index);
                lastUse[a] = s;
                lastUse[b] = s;
            }
        }

        var register = new int[air.Nodes.Count];
        Array.Fill(register, -1);
        var free = new Stack<int>();
        var steps = new TableStep[order.Count];
        var columns = new SortedSet<int>();
        Outputs = new Operand[outputs.Count][];
        Operand Locate(int node)
        {
            AirNode n = air.Nodes[node];
            if (air.NodeDegrees[node] == 0) return new Operand(OperandKind.Constant, node);
            if (n.Kind != ExprKind.Column) return new Operand(OperandKind.Register, register[node]);
            columns.Add((int)n.A);
            return new Operand(OperandKind.Column, (int)n.A);
        }

        void Release(int node, int step)
        {
            if (register[node] < 0 || lastUse[node] != step) return;
            free.Push(register[node]);
            lastUse[node] = -1;
        }

        for (int s = 0; s < order.Count; s++)
        {
            (bool emit, int index) = order[s];
            if (emit)
            {
                Outputs[index] = Array.ConvertAll(outputs[index], Locate);
                steps[s] = new TableStep(default, true, index, default, default);
                foreach (int node in outputs[index]) Release(node, s);
                continue;
            }

            (StepKind kind, int nodeA, int nodeB) = Match(air, index);
            Operand a = Locate(nodeA), b = Locate(nodeB);

            // The target may be the register of an operand that is read here for the last time: kernels work in place.
            Release(nodeA, s);
            Release(nodeB, s);
            register[index] = free.Count != 0 ? free.Pop() : Registers++;
            steps[s] = new TableStep(kind, false, register[index], a, b);
        }

        Steps = steps;
        Columns = [.. columns];
    }

    /// <summary>Steps in order.</summary>
    public TableStep[] Steps { get; }

    /// <summary>Scratch registers needed.</summary>
    public int Registers { get; private set; }

    /// <summary>Columns read.</summary>
    public int[] Columns { get; }

    /// <summary>Operands of each output, valid at its Emit step.</summary>
    public Operand[][] Outputs { get; }

    /// <summary>Values of the nodes of degree 0 (zero for the others).</summary>
    public static KoalaBear[] Constants(AirProgram air, ReadOnlySpan<KoalaBear> publics)
    {
        var values = new KoalaBear[air.Nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (air.NodeDegrees[i] != 0) continue;
            AirNode n = air.Nodes[i];
            values[i] = n.Kind switch
            {
                ExprKind.Constant => new KoalaBear(n.A),
                ExprKind.Public => publics[(int)n.A],
                ExprKind.Add => values[(int)n.A] + values[(int)n.B],
                ExprKind.Sub => values[(int)n.A] - values[(int)n.B],
                _ => values[(int)n.A] * values[(int)n.B],
            };
        }

        return values;
    }

    private static void Visit(AirProgram air, int node, bool[] done, List<(bool Emit, int Index)> order)
    {
        // Iterative post-order: a chain of nodes may be long.
        var pending = new Stack<(int Node, bool Ready)>();
        pending.Push((node, false));
        while (pending.TryPop(out (int Node, bool Ready) top))
        {
            if (top.Ready)
            {
                if (!done[top.Node]) order.Add((false, top.Node));
                done[top.Node] = true;
                continue;
            }

            AirNode n = air.Nodes[top.Node];
            if (done[top.Node] || air.NodeDegrees[top.Node] == 0 || n.Kind == ExprKind.Column) continue;
            (_, int a, int b) = Match(air, top.Node);
            pending.Push((top.Node, true));
            pending.Push((b, false));
            pending.Push((a, false));
        }
    }

    /// <summary>The step that makes a node, and the nodes that it reads.</summary>
    private static (StepKind Kind, int A, int B) Match(AirProgram air, int node)
    {
        AirNode n = air.Nodes[node];
        int a = (int)n.A, b = (int)n.B;
        switch (n.Kind)
        {
            case ExprKind.Sub:
                // (x + y) − (xy + xy)
                if (Twice(b) is { } p && air.Nodes[p] is { Kind: ExprKind.Mul } product && air.Nodes[a] is { Kind: ExprKind.Add } sum
                    && (sum.A, sum.B) == (product.A, product.B) && Varies((int)sum.A) && Varies((int)sum.B))
                    return (StepKind.Xor, (int)sum.A, (int)sum.B);
                return (StepKind.Sub, a, b);
            case ExprKind.Add:
                if (Twice(a) is { } x && Varies(b)) return (StepKind.DoubleAdd, x, b);
                if (Twice(b) is { } y && Varies(a)) return (StepKind.DoubleAdd, y, a);
                return (StepKind.Add, a, b);
            default:
                if (IsOneLess(b, a)) return (StepKind.Bool, a, a);
                if (IsOneLess(a, b)) return (StepKind.Bool, b, b);
                return (StepKind.Mul, a, b);
        }

        bool Varies(int i) => air.NodeDegrees[i] != 0;

        int? Twice(int i) => air.Nodes[i] is { Kind: ExprKind.Add } twice && twice.A == twice.B && Varies(i) ? (int)twice.A : null;

        bool IsOneLess(int i, int of) =>
            air.Nodes[i] is { Kind: ExprKind.Sub } less && less.A == of && air.Nodes[(int)less.B] is { Kind: ExprKind.Constant, A: 1 } && Varies(of);
    }
}
