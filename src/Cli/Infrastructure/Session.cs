using System.CommandLine;
using System.Text;
using Spectre.Console;
using Zkfp.Cli.CommandLine;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>One call of one command: what was asked for, and where its report goes.</summary>
internal sealed class Session : IDisposable
{
    private readonly CommonOptions _common;
    private readonly bool _json;
    private AtomicFile? _jsonFile;

    /// <summary>Starts a call.</summary>
    public Session(Command command, ParseResult result, CommonOptions common, CancellationToken cancellation)
    {
        _common = common;
        Result = result;
        Cancellation = cancellation;
        Command = CliCommand.FullName(command)["zkfp ".Length..];
        Json = new JsonReport(Command);
        _json = result.GetValue(common.Json);
        Quiet = result.GetValue(common.Quiet);
        Verbose = result.GetValue(common.Verbose);
    }

    /// <summary>The parsed command line.</summary>
    public ParseResult Result { get; }

    /// <summary>Set by Ctrl-C and SIGTERM.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>"prove", "evm block".</summary>
    public string Command { get; }

    /// <summary>Words after <c>--</c>.</summary>
    public string[] GuestArguments => _common.GuestArguments ?? [];

    /// <summary>Errors only.</summary>
    public bool Quiet { get; }

    /// <summary>More than the report.</summary>
    public bool Verbose { get; }

    /// <summary>Whether standard output carries what a program writes (or a dump), so that reports go to standard error.</summary>
    public bool OutputIsTaken { get; set; }

    /// <summary>The report for programs; its members may be set in any order.</summary>
    public JsonReport Json { get; }

    /// <summary>The report for people, with markup: standard output, or standard error where that is taken. Nowhere with --json or --quiet.</summary>
    public IAnsiConsole Report => field ??= _json || Quiet ? Terminal.Nowhere : OutputIsTaken ? Terminal.Error : Terminal.Output;

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Result.GetValue(option);

    /// <summary>Whether an option is on the command line.</summary>
    public bool Has(Option option) => Result.GetResult(option) is { Implicit: false };

    /// <summary>An option that would have no effect is a mistake.</summary>
    public void Need(Option option, bool condition, string what)
    {
        if (Has(option) && !condition) throw new CliException(ExitCode.Usage, $"{option.Name} {what}");
    }

    /// <summary>The value of an argument.</summary>
    public T Get<T>(Argument<T> argument) => Result.GetRequiredValue(argument);

    /// <summary>A line of plain text in the report for people.</summary>
    public void Line(string text = "") => Writer.WriteLine(Terminal.Plain(text));

    /// <summary>A line that begins with a word in a colour.</summary>
    public void Line(Hue hue, string word, string text) => Writer.WriteLine($"{Terminal.Paint(hue, word, OutputIsTaken)}: {Terminal.Plain(text)}");

    private TextWriter Writer => _json || Quiet ? TextWriter.Null : OutputIsTaken ? Console.Error : Console.Out;

    /// <summary>No file of the call is overwritten by another one. Starts --json-file's, and fails where there will be nowhere to report to.</summary>
    public void CheckFiles(IEnumerable<string?> read, IEnumerable<string?> written)
    {
        string? path = Get(_common.JsonFile);
        Files.CheckDistinct(read, written.Append(path));
        if (path is not null) _jsonFile = Files.Create(path, "report");
        if (StandardStreams.OutputIsClosed && (_json || !Quiet)) throw new CliException(ExitCode.Usage, "standard output is closed; --quiet needs none");
    }

    /// <summary>Writes the report for programs where it was asked for.</summary>
    public void Finish()
    {
        if (_jsonFile is { } file)
        {
            _jsonFile = null;
            using (file) Files.Commit(file, Get(_common.JsonFile)!, Encoding.UTF8.GetBytes(Json + "\n"), "report");
        }

        if (_json) Json.Print(OutputIsTaken ? Console.Error : Console.Out);
    }

    /// <inheritdoc/>
    public void Dispose() => _jsonFile?.Dispose();
}
