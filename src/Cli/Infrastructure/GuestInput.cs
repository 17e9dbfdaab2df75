using System.CommandLine;
using Zkfp.Cli.CommandLine;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>The arguments and options by which a command names a program and what it is given.</summary>
internal sealed class GuestInput
{
    /// <summary>The program.</summary>
    public Argument<string> Elf { get; } = new("ELF") { Description = "Static Linux/MIPS32 executable, big or little endian." };

    /// <summary>Standard input.</summary>
    public Option<string?> Stdin { get; } = new("--stdin")
    {
        Description = "File given to the program as standard input. Without it (or as '-') the program reads this command's own; /dev/null is none.",
        HelpName = "FILE",
    };

    /// <summary>Firmware profile.</summary>
    public Option<string> ProfileName { get; } = CreateProfile(
        "What the firmware implements: linux (o32 ABI), or cannon (the same with a preimage oracle on descriptors 3 to 6, fixed arguments and no standard "
            + "input); linux if absent.");

    /// <summary>Preimages for profile cannon.</summary>
    public OracleOptions Oracle { get; } = new();

    /// <summary>Every option of a program's input.</summary>
    public IReadOnlyList<Option> Options => [Stdin, ProfileName, .. Oracle.Options];

    /// <summary>Declares all of it on a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Elf);
        foreach (Option option in Options) command.Add(option);
    }

    /// <summary>--profile.</summary>
    public static Option<string> CreateProfile(string description)
    {
        var option = new Option<string>("--profile") { Description = description, DefaultValueFactory = _ => "linux", HelpName = "NAME" };
        option.OneOf("linux", "cannon");
        return option;
    }

    /// <summary>The profile of a name that the parser accepted.</summary>
    public static Profile ProfileOf(string? name) => name == "cannon" ? Profile.Cannon : Profile.Linux;

    /// <summary>Loads an ELF file with the firmware of a profile.</summary>
    public static ProgramImage Load(string path, Profile profile, CancellationToken cancellation)
    {
        byte[] bytes = Files.Read(path, "program", cancellation);
        try
        {
            return Firmware.Load(bytes, profile);
        }
        catch (ElfException e)
        {
            // Of a file that is no MIPS program at all, what it is says more than the field that differs.
            string kind = FileKind.Describe(FileKind.Start(bytes));
            string what = kind == FileKind.Mips ? e.Message : kind;
            throw new CliException(ExitCode.BadInput, $"'{path}' is not a program for this machine (static, 32-bit MIPS): {what}");
        }
    }

    /// <summary>The program named on the command line.</summary>
    public ProgramImage Load(Session session) => Load(session.Get(Elf), ProfileOf(session.Get(ProfileName)), session.Cancellation);

    /// <summary>The program's argv: its file name without folder, then the words after <c>--</c>.</summary>
    public IReadOnlyList<string> Argv(Session session) => [Path.GetFileName(session.Get(Elf)), .. session.GuestArguments];

    /// <summary>The file of --stdin; null where it is this command's own.</summary>
    public string? StdinFile(Session session) => session.Get(Stdin) is { } path && path != "-" ? path : null;

    /// <summary>Opens standard input; the caller disposes it.</summary>
    public Stream OpenStdin(Session session) => StdinFile(session) is { } path
        ? InterruptibleStream.Wrap(Files.OpenRead(path, "standard input", session.Cancellation), session.Cancellation)
        : new OwnInput(session.Cancellation);

    // Opened when the program reads: one that does not may run where standard input is closed.
    private sealed class OwnInput(CancellationToken cancellation) : Stream
    {
        private Stream? _inner;

        public override bool CanRead => true;

        public override bool CanWrite => false;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => (_inner ??= InterruptibleStream.Wrap(StandardStreams.OpenInput(), cancellation)).Read(buffer);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
