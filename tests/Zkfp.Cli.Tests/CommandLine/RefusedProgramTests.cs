using System.Buffers.Binary;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>Executables that would not do in the machine what they do elsewhere: every command that takes one refuses it, by the name of what is wrong.</summary>
public sealed class RefusedProgramTests : CliTest
{
    private const int EntryAt = 24, ProgramHeadersAt = 28, FlagsAt = 36, ProgramHeaderSizeAt = 42, FpAbiAt = 7;
    private const uint AbiFlagsSegment = 0x7000_0003;

    [Theory]
    [InlineData(0x8000_0000u)] // the firmware's
    [InlineData(0x8000_0180u)]
    [InlineData(0x0000_0000u)]
    [InlineData(0x0000_1000u)]
    [InlineData(0x7FFF_F000u)]
    [InlineData(0xFFFF_FFFCu)]
    public void An_entry_outside_the_programs_code(uint entry) =>
        CheckRefused(elf => BinaryPrimitives.WriteUInt32BigEndian(elf.AsSpan(EntryAt), entry), $"0x{entry:x8}");

    [Fact]
    public void An_entry_between_instructions() => CheckRefused(elf => elf[EntryAt + 3] |= 2, "guest e_entry");

    [Fact]
    public void Numbers_that_are_none_as_of_2008() => CheckRefused(elf => elf[FlagsAt + 2] |= 4, "2008");

    [Theory]
    [InlineData(5)] // FPXX runs: it asks for either kind
    [InlineData(6)]
    [InlineData(7)]
    public void Registers_of_64_bits(byte abi)
    {
        void Patch(byte[] elf)
        {
            int headers = BinaryPrimitives.ReadInt32BigEndian(elf.AsSpan(ProgramHeadersAt)), size = BinaryPrimitives.ReadUInt16BigEndian(elf.AsSpan(ProgramHeaderSizeAt));
            int header = Enumerable.Range(0, 16).Select(i => headers + i * size).First(h => BinaryPrimitives.ReadUInt32BigEndian(elf.AsSpan(h)) == AbiFlagsSegment);
            elf[BinaryPrimitives.ReadInt32BigEndian(elf.AsSpan(header + 4)) + FpAbiAt] = abi;
        }

        if (abi == 5)
        {
            byte[] elf = File.ReadAllBytes(Elf);
            Patch(elf);
            Check(ZkfpProcess.Run("run", Make("fpxx", elf)), 3, "hello");
        }
        else
        {
            CheckRefused(Patch, "-mfp64");
        }
    }

    private void CheckRefused(Action<byte[]> patch, string why)
    {
        byte[] elf = File.ReadAllBytes(Elf);
        patch(elf);
        string path = Make("patched", elf);
        foreach ((int code, string[] arguments) in new (int, string[])[]
        {
            (125, ["run", path]),
            (3, ["prove", path, "-o", In("p")]),
            (3, ["vk", path, "-o", In("k")]),
            (3, ["profile", path]),
            (2, ["verify", Proof, "--elf", path]),
        })
        {
            Check(ZkfpProcess.Run(arguments), code, "is not a program for this machine");
            Check(ZkfpProcess.Run(arguments), code, why);
        }

        Assert.Equal([path], Directory.GetFileSystemEntries(Folder));
    }
}
