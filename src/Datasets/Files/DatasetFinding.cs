namespace Bench.Datasets;

/// <summary>What is known of a file of a data set after looking at it.</summary>
public enum FileCheck
{
    /// <summary>Size and checksum are right.</summary>
    Verified,

    /// <summary>Size and labels are right; there is no checksum to compare with.</summary>
    Unknown,

    /// <summary>Not found.</summary>
    Missing,

    /// <summary>Damaged, or not the file it should be.</summary>
    Wrong,
}

/// <summary>The state of one file. <paramref name="Where"/> is its path (with the entry, in an archive), null where missing; <paramref name="Detail"/> is one line without it.</summary>
public sealed record FileStatus(string Name, string? Where, FileCheck Check, string Detail)
{
    public bool IsRight => Check is FileCheck.Verified or FileCheck.Unknown;
}

/// <summary>A folder or archive that has files of a data set's names and was not taken, and why: words that follow its path.</summary>
public sealed record PassedOver(string Where, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where} {Why}";
}

/// <summary>Where a data set is, after the content of its files was looked at.</summary>
/// <param name="Where">The one folder or archive that has all files, each of them right; null: none has.</param>
/// <param name="Files">The files there, or in the place that comes nearest; empty for data that ships.</param>
/// <param name="PassedOver">Places that came before it in the search and have some of the files, or wrong ones.</param>
public sealed record DatasetFinding(string? Where, IReadOnlyList<FileStatus> Files, IReadOnlyList<PassedOver> PassedOver)
{
    /// <summary>That some of the files are told by size and labels alone; null where the content of all is known to be what was published, and where nothing was found.</summary>
    public DataWarning? Doubt => Where is null || Files.Where(f => f.Check == FileCheck.Unknown).Select(f => f.Name).ToList() is not [var first, .. var others] ? null
        : new($"no checksum tells whether the content of {first}{(others.Count == 0 ? "" : $" and {others.Count:#,0} more")} in {Where} is what was published ('bench data verify' says what was looked at)", "unverified-data");
}
