using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Recursion.Machine;

namespace Zkfp.Recursion.Recording;

/// <summary>
/// A circuit: operations in the order in which they can be computed, with an address for each wire and how often it is read. Operations whose results nobody
/// reads are not there, unless they assert something.
/// </summary>
public sealed class Circuit
{
    private readonly int[] _operands;
    private readonly int[] _addresses;
    private readonly int[] _reads;

    internal Circuit(RecursionMachine machine, List<Op> ops, List<int> operands, List<KoalaBear5> constants, List<OpenedTree> trees, int wires, int inputs)
    {
        Machine = machine;
        _operands = [.. operands];
        Constants = [.. constants];
        Trees = [.. trees];
        Inputs = inputs;
        WireCount = wires;
        _addresses = new int[wires];
        _reads = new int[wires];

        // From the end: an operation is needed if it asserts, or if what needs it follows.
        var arrays = new HashSet<uint>();
        var needed = new bool[ops.Count];
        for (int i = ops.Count - 1; i >= 0; i--)
        {
            Op op = ops[i];
            bool need = op.IsAssertion || op.Kind == OpKind.Entry && arrays.Contains(op.P0);
            for (int r = 0; r < op.ResultCount; r++) need |= _reads[op.Result + r] != 0;
            needed[i] = need;
            if (!need) continue;
            if (op.Kind == OpKind.Select) arrays.Add(op.P0);
            // A hint is made beside the circuit: its row reads nothing. The value of all bits is pulled once more at the address of the element.
            if (op.Kind == OpKind.Inverse) continue;
            foreach (int o in OperandsOf(op)) _reads[o]++;
            if (op.Kind == OpKind.AssertBits) _reads[_operands[op.Operands]]++;
        }

        var kept = new List<Op>();
        int next = RecursionMachine.OutputAddress + RecursionMachine.Outputs;
        for (int i = 0; i < needed.Length; i++)
        {
            if (!needed[i]) continue;
            kept.Add(ops[i]);
            for (int r = 0; r < ops[i].ResultCount; r++) _addresses[ops[i].Result + r] = next++;
        }

        Ops = [.. kept];
    }

    /// <summary>The machine whose tables it fills.</summary>
    public RecursionMachine Machine { get; }

    /// <summary>Values that a prover supplies.</summary>
    public int Inputs { get; }

    /// <summary>Hash of all operations, constants and sizes: what the circuit is.</summary>
    public string Digest => _digest ??= Hash();

    private string? _digest;

    internal Op[] Ops { get; }

    internal KoalaBear5[] Constants { get; }

    internal OpenedTree[] Trees { get; }

    internal int WireCount { get; }

    internal ReadOnlySpan<int> OperandsOf(in Op op) => _operands.AsSpan(op.Operands, op.OperandCount);

    internal int Address(int wire) => _addresses[wire];

    internal int Reads(int wire) => _reads[wire];

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var words = new List<uint>();
        foreach (Op op in Ops)
        {
            words.AddRange([(uint)op.Kind, op.P0, op.P1, op.P2, op.ResultCount == 0 ? 0 : (uint)_addresses[op.Result]]);
            foreach (int o in OperandsOf(op)) words.Add((uint)_addresses[o]);
            if (op.Kind == OpKind.Constant)
                for (int i = 0; i < KoalaBear5.Degree; i++) words.Add(Constants[(int)op.P0][i].Value);
        }

        words.Add((uint)Inputs);
        foreach (OpenedTree t in Trees) words.AddRange([(uint)t.Depth, (uint)t.Queries]);
        var bytes = new byte[4 * words.Count];
        for (int i = 0; i < words.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
