namespace Zkfp.Prover.Jobs;

/// <summary>A step of a proof: a pure function from files of a work folder to one file of it, under a name that says which (<see cref="JobName"/>).</summary>
/// <param name="kind">What kind of step.</param>
/// <param name="name">Its name.</param>
/// <param name="inputs">The steps whose files it reads, in order.</param>
internal abstract class Job(JobKind kind, string name, IReadOnlyList<Job> inputs)
{
    /// <summary>What kind of step.</summary>
    public JobKind Kind => kind;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The steps whose files it reads, in order.</summary>
    public IReadOnlyList<Job> Inputs => inputs;

    /// <summary>The file's name in the folder.</summary>
    public string File => $"{name}.{Extension}";

    /// <summary>What the file's name ends with.</summary>
    public abstract string Extension { get; }

    /// <summary>"leaf of shards 1 to 4".</summary>
    public abstract string About { get; }

    /// <summary>Whether a process that has the folder alone can do it.</summary>
    public virtual bool CanRun => true;

    /// <summary>Why bytes are not the file that this step makes, or null. Never throws on bytes.</summary>
    public abstract string? Fault(byte[] file);

    /// <summary>The file's bytes, which depend on those of the inputs alone.</summary>
    /// <exception cref="BadInputException">An input is not what it must be: each is checked again.</exception>
    public abstract byte[] Run(IReadOnlyList<byte[]> inputs, CancellationToken cancellation);
}

/// <summary>What a step was given is not what it must be.</summary>
internal sealed class BadInputException(string message) : Exception(message);
