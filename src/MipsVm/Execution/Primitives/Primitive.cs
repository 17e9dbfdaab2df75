using Zkfp.Core.Hash;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Primitives;

/// <summary>Executes primitives: all operands are read, then all results are written (docs/machine.md, "Primitives").</summary>
internal static class Primitive
{
    /// <summary>Executes <paramref name="i"/>; false, and nothing done, if an operand is misaligned or not mapped.</summary>
    public static bool Execute<TMemory>(in Instruction i, ReadOnlySpan<uint> registers, TMemory memory, Holes holes, PrimitiveCall call)
        where TMemory : struct, IWordMemory
    {
        OperandBlock[] blocks = OperandBlock.Of(i.Opcode);
        foreach (OperandBlock block in blocks)
            if (!block.IsMapped(registers[block.Register(i)], holes)) return false;

        call.Begin(i.Opcode);
        foreach (OperandBlock block in blocks)
        {
            uint first = registers[block.Register(i)] >> 2;
            for (uint k = 0; k < block.Words; k++) call.Add(first + k, memory.Load(first + k));
        }

        Compute(call);
        int at = 0;
        foreach (OperandBlock block in blocks)
        {
            if (block.Writes)
            {
                for (int k = at; k < at + block.Words; k++) memory.Store(call.Words[k], call.After[k]);
            }

            at += block.Words;
        }

        return true;
    }

    private static void Compute(PrimitiveCall call)
    {
        Span<uint> words = call.Values;
        switch (call.Opcode)
        {
            case Opcode.KeccakF: Keccak.Permute(words); break;
            case Opcode.Sha256: Sha256.Compress(words[Sha256.BlockWords..], words[..Sha256.BlockWords]); break;
            case Opcode.Poseidon2: Poseidon2Permutation.Narrow.Permute(words); break;
            case Opcode.Poseidon2Wide: Poseidon2Permutation.Wide.Permute(words); break;
            case Opcode.MulMod or Opcode.MulMod384: call.IsRare = ModularProduct.Compute(words); break;
            default: throw new ArgumentOutOfRangeException(nameof(call), call.Opcode, "no primitive");
        }
    }
}
