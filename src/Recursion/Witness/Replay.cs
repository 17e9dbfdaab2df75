using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Witness;

/// <summary>A step of Merkle paths, with how many queries come from the left and from the right.</summary>
internal sealed record MerkleStep(uint Class, uint Index, Digest Left, Digest Right)
{
    /// <summary>m₁.</summary>
    public int FromLeft { get; set; }

    /// <summary>m₂.</summary>
    public int FromRight { get; set; }
}

/// <summary>
/// A circuit computed on a tape: the value of every wire, operation by operation, and whether all assertions hold. Nothing stops at one that does not, so that
/// the trace of a wrong witness can be looked at.
/// </summary>
public sealed class Replay
{
    private static readonly MerkleStep s_noStep = new(0, 0, default, default);

    private readonly Circuit _circuit;
    private readonly KoalaBear5[] _values;
    private readonly Dictionary<(uint Array, uint Index), int> _taken = [];
    private readonly Dictionary<(uint Array, uint Index), KoalaBear5> _entries = [];
    private readonly List<MerkleStep> _steps = [];
    private readonly KoalaBear[] _output = new KoalaBear[2 * KoalaBear5.Degree];

    /// <summary>Computes it.</summary>
    /// <exception cref="ArgumentException">The tape is not one for this circuit.</exception>
    public Replay(Circuit circuit, Tape tape, WorkerPool? pool = null) : this(circuit, tape, state => Poseidon2.Permute(state), pool)
    {
    }

    /// <summary>
    /// With another permutation where it is one operation, for tests of what must hold whatever the challenges are, or with other steps of Merkle paths than
    /// those that the leaves take.
    /// </summary>
    internal Replay(Circuit circuit, Tape tape, Action<KoalaBear[]> permute, WorkerPool? pool = null, IReadOnlyList<MerkleStep>? steps = null)
    {
        if (tape.Inputs.Count != circuit.Inputs || tape.Siblings.Count != circuit.Trees.Length)
        {
            throw new ArgumentException(
                $"The tape has {tape.Inputs.Count} inputs and {tape.Siblings.Count} trees, the circuit {circuit.Inputs} and {circuit.Trees.Length}.", nameof(tape));
        }

        _circuit = circuit;
        _values = new KoalaBear5[circuit.WireCount];
        var leaves = new (Digest Digest, uint Index)[circuit.Trees.Length][];
        var roots = new (Digest Digest, int Op)[leaves.Length];
        for (int t = 0; t < leaves.Length; t++) leaves[t] = new (Digest, uint)[circuit.Trees[t].Queries];
        bool climbed = false;
        for (int i = 0; i < circuit.Ops.Length; i++)
        {
            Op op = circuit.Ops[i];
            ReadOnlySpan<int> o = circuit.OperandsOf(op);
            Span<KoalaBear5> results = _values.AsSpan(op.Result, op.ResultCount);
            switch (op.Kind)
            {
                case OpKind.Constant:
                    results[0] = circuit.Constants[(int)op.P0];
                    break;
                case OpKind.Input:
                    results[0] = tape.Inputs[(int)op.P1];
                    break;
                case OpKind.Inverse:
                    results[0] = _values[o[0]] == KoalaBear5.Zero ? KoalaBear5.Zero : _values[o[0]].Inverse();
                    break;
                case OpKind.Mac:
                    results[0] = Mac(op, o);
                    break;
                case OpKind.AssertMac:
                case OpKind.AssertNonZero:
                    Assert(i, Mac(op, o) == _values[o[3]]);
                    break;
                case OpKind.Dot:
                    results[0] = _values[o[6]];
                    for (int k = 0; k < KoalaBear5.Degree; k++) results[0] += _values[o[1 + k]] * _values[o[0]][k];
                    break;
                case OpKind.Pow:
                    KoalaBear x = _values[o[1]][0];
                    results[0] = _values[o[0]] * (KoalaBear5.One - _values[o[2]] + _values[o[2]] * x);
                    results[1] = x * x;
                    break;
                case OpKind.Pack:
                    Span<KoalaBear> five = [_values[o[0]][0], _values[o[1]][0], _values[o[2]][0], _values[o[3]][0], _values[o[4]][0]];
                    results[0] = KoalaBear5.FromCoefficients(five);
                    break;
                case OpKind.Unpack:
                    for (int k = 0; k < results.Length; k++) results[k] = _values[o[0]][k];
                    break;
                case OpKind.Bits:
                case OpKind.AssertBits:
                    Bits(i, op, _values[o[0]][0].Value, results);
                    break;
                case OpKind.Entry:
                    _entries[(op.P0, op.P1)] = _values[o[0]];
                    break;
                case OpKind.Select:
                    uint index = (_values[o[0]][0] + new KoalaBear(op.P1)).Value;
                    Assert(i, _entries.TryGetValue((op.P0, index), out results[0]));
                    _taken[(op.P0, index)] = _taken.GetValueOrDefault((op.P0, index)) + 1;
                    break;
                case OpKind.Sponge:
                    Sponge(o, results, permute);
                    break;
                case OpKind.Byte:
                    uint x8 = _values[o[0]][0].Value;
                    Assert(i, op.P0 != 0 || x8 < 1u << ByteTable.Count);
                    results[0] = new KoalaBear(op.P0 * (x8 >> ByteTable.Count));
                    results[1] = BitsOf(x8, 0, ByteTable.Group);
                    results[2] = BitsOf(x8, ByteTable.Group, ByteTable.Count - ByteTable.Group);
                    break;
                case OpKind.Rounds:
                case OpKind.Partial:
                    Rounds(op, o, results);
                    break;
                case OpKind.Step:
                    // All leaves are known: steps are a circuit's last operations.
                    if (op.P0 == 0) ClimbAll();
                    Write(StateOf(StepOf(op.P0)), results, false);
                    break;
                case OpKind.Parent:
                    break;
                case OpKind.Leaf:
                    leaves[op.P0][op.P2] = (DigestOf(o, op.P1 != 0), _values[o[2]][0].Value);
                    break;
                case OpKind.Root:
                    roots[op.P0] = (DigestOf(o, op.P1 != 0), i);
                    break;
                case OpKind.Output:
                    _values[o[0]].CopyTo(_output.AsSpan((int)(KoalaBear5.Degree * op.P0)));
                    break;
                default:
                    throw new InvalidOperationException($"{op.Kind}");
            }
        }

        if (!climbed) ClimbAll();

        void ClimbAll()
        {
            climbed = true;

            // Trees know nothing of each other.
            var climbs = new (List<MerkleStep> Steps, bool Held)[leaves.Length];
            void Tree(int t) => climbs[t] = Climb(t, leaves[t], tape.Siblings[t], roots[t].Digest);
            if (pool is not null) pool.Run(leaves.Length, Tree);
            else for (int t = 0; t < leaves.Length; t++) Tree(t);
            for (int t = 0; t < leaves.Length; t++)
            {
                _steps.AddRange(climbs[t].Steps);
                Assert(roots[t].Op, climbs[t].Held);
            }

            if (steps is null) return;
            _steps.Clear();
            _steps.AddRange(steps);
        }
    }

    /// <summary>Whether every assertion holds.</summary>
    public bool Holds => Broken < 0;

    /// <summary>The first operation whose assertion does not hold, or −1; roots of trees come after all others.</summary>
    public int Broken { get; private set; } = -1;

    /// <summary>Kind of that operation.</summary>
    public string BrokenKind => Broken < 0 ? "" : _circuit.Ops[Broken].Kind.ToString();

    /// <summary>The circuit's output, its public values.</summary>
    public KoalaBear[] Output => _output[..RecursionMachine.PublicValues];

    internal IReadOnlyList<MerkleStep> Steps => _steps;

    internal KoalaBear5 ValueOf(int wire) => _values[wire];

    /// <summary>A step, or one that no path takes.</summary>
    internal MerkleStep StepOf(uint number) => number < _steps.Count ? _steps[(int)number] : s_noStep;

    /// <summary>The elements of a state of five wires.</summary>
    internal KoalaBear[] StateOf(ReadOnlySpan<int> wires)
    {
        var state = new KoalaBear[Poseidon2.Width];
        for (int i = 0; i < state.Length; i++) state[i] = _values[wires[i / KoalaBear5.Degree]][i % KoalaBear5.Degree];
        return state;
    }

    internal int Taken(uint array, uint index) => _taken.GetValueOrDefault((array, index));

    private KoalaBear5 Mac(in Op op, ReadOnlySpan<int> o) =>
        _values[o[0]] * _values[o[1]] * new KoalaBear(op.P0) + _values[o[2]] * new KoalaBear(op.P1) + (KoalaBear5)new KoalaBear(op.P2);

    private void Bits(int number, in Op op, uint value, Span<KoalaBear5> results)
    {
        uint low = value & (uint)((1L << (int)op.P0) - 1);
        if (op.Kind == OpKind.AssertBits) Assert(number, low == value);
        results[0] = new KoalaBear(low);
        Span<KoalaBear> five = stackalloc KoalaBear[KoalaBear5.Degree];
        for (int g = 0; g < BitsTable.Groups; g++)
        {
            for (int k = 0; k < five.Length; k++) five[k] = new KoalaBear((uint)((ulong)value >> five.Length * g + k & 1));
            results[1 + g] = KoalaBear5.FromCoefficients(five);
        }
    }

    private void Sponge(ReadOnlySpan<int> o, Span<KoalaBear5> results, Action<KoalaBear[]> permute)
    {
        KoalaBear[] state = StateOf(o);
        permute(state);
        Write(state, results, true);
    }

    private void Rounds(in Op op, ReadOnlySpan<int> o, Span<KoalaBear5> results)
    {
        KoalaBear[] state = StateOf(o);
        if (op.Kind == OpKind.Partial) Poseidon2Permutation.Wide.InternalRounds(state);
        else RoundsTable.Compute((int)op.P0, state);
        Write(state, results, op.Kind == OpKind.Rounds && op.P0 == RoundsTable.Last);
    }

    // A state as five wires, the rate reversed or not.
    private static void Write(ReadOnlySpan<KoalaBear> state, Span<KoalaBear5> wires, bool reversed)
    {
        Span<KoalaBear> five = stackalloc KoalaBear[KoalaBear5.Degree];
        for (int w = 0; w < wires.Length; w++)
        {
            for (int i = 0; i < five.Length; i++)
            {
                int lane = reversed ? SpongeTable.OutputLane(w, i) : KoalaBear5.Degree * w + i;
                five[i] = (uint)lane < (uint)state.Length ? state[lane] : KoalaBear.Zero;
            }

            wires[w] = KoalaBear5.FromCoefficients(five);
        }
    }

    private static KoalaBear[] StateOf(MerkleStep step)
    {
        var state = new KoalaBear[Poseidon2.Width];
        step.Left.ToArray().CopyTo(state, 0);
        step.Right.ToArray().CopyTo(state, Digest.Length);
        return state;
    }

    // Bits of a number as a wire.
    private static KoalaBear5 BitsOf(uint value, int first, int count)
    {
        Span<KoalaBear> five = stackalloc KoalaBear[KoalaBear5.Degree];
        five.Clear();
        for (int i = 0; i < count; i++) five[i] = new KoalaBear(value >> first + i & 1);
        return KoalaBear5.FromCoefficients(five);
    }

    private Digest DigestOf(ReadOnlySpan<int> o, bool reversed)
    {
        Digest d = default;
        for (int i = 0; i < Digest.Length; i++)
        {
            int k = i % KoalaBear5.Degree;
            d[i] = _values[o[i / KoalaBear5.Degree]][reversed ? KoalaBear5.Degree - 1 - k : k];
        }

        return d;
    }

    // From each leaf to the root; equal steps of several queries are one.
    private (List<MerkleStep> Steps, bool Held) Climb(int tree, (Digest Digest, uint Index)[] leaves, Digest[] siblings, Digest root)
    {
        var steps = new List<MerkleStep>();
        bool held = true;
        int depth = _circuit.Trees[tree].Depth;
        var known = new Dictionary<(int Level, uint Index, Digest Left, Digest Right), (MerkleStep Step, Digest Parent)>();
        for (int q = 0; q < leaves.Length; q++)
        {
            (Digest node, uint index) = leaves[q];
            for (int level = 0; level < depth; level++, index >>= 1)
            {
                Digest sibling = siblings[q * depth + level];
                bool right = (index & 1) != 0;
                (Digest l, Digest r) = right ? (sibling, node) : (node, sibling);
                if (!known.TryGetValue((level, index >> 1, l, r), out var step))
                {
                    step = (new MerkleStep((uint)(MerkleTable.ClassesPerTree * tree + level), index >> 1, l, r), FieldHash.Compress(l, r));
                    known.Add((level, index >> 1, l, r), step);
                    steps.Add(step.Step);
                }

                if (right) step.Step.FromRight++;
                else step.Step.FromLeft++;
                node = step.Parent;
            }

            held &= node == root && index == 0;
        }

        return (steps, held);
    }

    private void Assert(int op, bool held)
    {
        if (!held && (Broken < 0)) Broken = op;
    }
}
