using System.Buffers.Binary;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Conformance;

/// <summary>
/// Answers the system calls that the open-mips-tests make, by the rules of Cannon's 32-bit machine (optimism specs,
/// "Cannon fault proof VM"): what a trap to firmware would do, done here because profile bare has none.
/// </summary>
internal sealed class CannonCalls(IReadOnlyDictionary<string, byte[]> preimages)
{
    private readonly byte[] _key = new byte[32];
    private uint _offset;

    /// <summary>Code of exit_group, once called.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Executes the system call at <c>cpu.Pc</c> and moves past it.</summary>
    public void Serve(CpuState cpu, SparseMemory memory)
    {
        uint[] r = cpu.Registers;
        uint result = 0, error = 0;
        switch (r[2])
        {
            case 4090: result = r[4]; break; // mmap with a hint
            case 4045: result = 0x4000_0000; break;
            case 4120: result = 1; break;
            case 4246: ExitCode = (int)r[4]; break;
            case 4055: (result, error) = r[5] == 3 ? r[4] switch { 0 or 3 or 5 => (0u, 0u), 1 or 2 or 4 or 6 => (1u, 0u), _ => (uint.MaxValue, 9u) } : (uint.MaxValue, 22u); break;
            case 4004 when r[4] == 6: result = WriteKey(memory, r[5], r[6]); break;
            case 4003 when r[4] == 5: result = ReadPreimage(memory, r[5], r[6]); break;
        }
        r[2] = result;
        r[7] = error;
        cpu.Pc = cpu.Npc;
        cpu.Npc += 4;
    }

    // At most the rest of the aligned word, shifted in at the end of the key.
    private uint WriteKey(SparseMemory memory, uint address, uint count)
    {
        count = Math.Min(count, 4 - (address & 3));
        for (uint i = 0; i < count; i++)
        {
            Array.Copy(_key, 1, _key, 0, 31);
            _key[31] = new SparseMemoryReader(memory, Endianness.Big).ReadByte(address + i);
        }
        _offset = 0;
        return count;
    }

    private uint ReadPreimage(SparseMemory memory, uint address, uint count)
    {
        byte[] data = preimages[Convert.ToHexString(_key)];
        byte[] stream = new byte[8 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(stream, (ulong)data.Length);
        data.CopyTo(stream, 8);
        count = Math.Min(Math.Min(count, 4 - (address & 3)), (uint)stream.Length - _offset);
        for (uint i = 0; i < count; i++)
        {
            int shift = 24 - 8 * (int)((address + i) & 3);
            uint word = (address + i) >> 2;
            memory[word] = (memory[word] & ~(0xFFu << shift)) | ((uint)stream[_offset++] << shift);
        }
        return count;
    }
}
