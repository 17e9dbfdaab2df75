using System.CommandLine;
using System.Text;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Cli.Infrastructure;

/// <summary>A secret key: from a file that nobody else can read, or from the environment; never from the command line, never in a message.</summary>
/// <param name="option">"--key".</param>
/// <param name="variable">"ZKFP_KEY".</param>
/// <param name="what">"the account's key".</param>
internal sealed class SecretOption(string option, string variable, string what)
{
    /// <summary>The option.</summary>
    public Option<string?> File { get; } = new(option)
    {
        Description = $"File with {what}: 64 hexadecimal digits, readable by its owner alone. Without it, {variable} in the environment holds them.",
        HelpName = "FILE",
    };

    /// <summary>The 32 bytes.</summary>
    /// <exception cref="CliException">There is none, others can read it, or it is no key.</exception>
    public byte[] Read(Session session)
    {
        string? path = session.Get(File), text = Environment.GetEnvironmentVariable(variable);
        if (path is not null)
        {
            if (!OperatingSystem.IsWindows() && System.IO.File.Exists(path)
                && (System.IO.File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            {
                throw new CliException(ExitCode.Usage, $"others than its owner can read or write '{path}', which holds {what}; run: chmod 600 '{path}'");
            }

            text = Encoding.ASCII.GetString(Files.Read(path, what, session.Cancellation));
        }

        if (text is null) throw new CliException(ExitCode.Usage, $"{what} is missing: give {option}, or set {variable}");
        try
        {
            byte[] secret = Hex.Parse(text.Trim());
            if (secret.Length == 32) return secret;
        }
        catch (FormatException)
        {
            // Its message would quote the text.
        }

        throw new CliException(ExitCode.Usage, $"{what} is not 64 hexadecimal digits");
    }

    /// <summary>The key of an account.</summary>
    public Secp256k1Key ReadAccount(Session session)
    {
        byte[] secret = Read(session);
        try
        {
            return new Secp256k1Key(secret);
        }
        catch (ArgumentException)
        {
            throw new CliException(ExitCode.Usage, $"{what} is no secret key of secp256k1");
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }

    /// <summary>The key of a sequencer.</summary>
    public SequencerKey ReadSequencer(Session session, bool bls)
    {
        if (!bls) return new EcdsaSequencerKey(ReadAccount(session));
        byte[] secret = Read(session);
        try
        {
            return new BlsSequencerKey(secret);
        }
        catch (ArgumentException)
        {
            throw new CliException(ExitCode.Usage, $"{what} is no secret key of BLS12-381");
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }
}
