using Bench.Core;

namespace Bench.Datasets;

/// <summary>A data set of the catalogue: what it is, which files it needs, and how they are read.</summary>
public sealed record DatasetEntry
{
    public required DatasetInfo Info { get; init; }

    /// <summary>Mean and deviation that the field uses for it; null: computed from the training split.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>The files that <see cref="Read"/> wants, in its order; none where the data ships inside the product.</summary>
    public IReadOnlyList<DatasetFile> Files { get; init; } = [];

    /// <summary>The archive that the publisher packs them in; null: they come one by one.</summary>
    public DatasetArchive? Archive { get; init; }

    /// <summary>Folders, below one that is searched, where other libraries put the files.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The same data in another form, of whose files each becomes one of <see cref="Files"/>; null: there is none that is read.</summary>
    public DatasetEntry? Otherwise { get; init; }

    /// <summary>Addresses, each with a slash at its end, below which the publisher (first) and mirrors have the files or the archive.</summary>
    public IReadOnlyList<string> Publishers { get; init; } = [];

    /// <summary>A command that installs it otherwise, such as a Debian package; null: none.</summary>
    public string? AlsoBy { get; init; }

    /// <summary>Decodes the files into the publisher's training and test set.</summary>
    public Func<IReadOnlyList<DataFile>, RawSplits> Read { get; init; } = _ => throw new InvalidOperationException("it is made of pictures");

    /// <summary>How its pictures become images, where it comes as an archive with train/ and val/ (the test set); null: it is made of <see cref="Files"/>.</summary>
    public ImageOptions? Pictures { get; init; }

    /// <summary>Height and width of its pictures as they are published, by which another version of it is told; null: nothing is known of them.</summary>
    public PictureSize? PictureSize { get; init; }

    /// <summary>Where the checksums were taken from; null: none is known, or it ships.</summary>
    public string? ChecksumsFrom { get; init; }

    /// <summary>Null when one folder has all files, each of them right; else one line that says what is missing or wrong, where was looked and how to get it.</summary>
    public string? Missing(SearchPath path) => DatasetFiles.Missing(this, path, DatasetFiles.Find(this, path));
}

/// <summary>
/// A file of a data set. A name that ends in <c>.gz</c> is looked for without that ending too, and <c>-idx</c> in it as <c>.idx</c>;
/// size and checksum are those of the unpacked content.
/// </summary>
/// <param name="Name">As the publisher calls it.</param>
/// <param name="Bytes">Null: not known, the checksum tells.</param>
/// <param name="Checksum">Null: none is known.</param>
public sealed record DatasetFile(string Name, long? Bytes, Checksum? Checksum = null)
{
    /// <summary>Of the file as it is published, packed; null: none is known.</summary>
    public Checksum? Packed { get; init; }

    /// <summary>Of a file in another form, before <see cref="Decode"/>, as it is published; null: none is known.</summary>
    public Checksum? Undecoded { get; init; }

    /// <summary>Makes the content that is checked and read out of a file in another form; null: it is the file's own.</summary>
    public Func<DataFile, byte[]>? Decode { get; init; }
}

/// <summary>A .tar.gz, .tgz or .zip with a folder that holds the files.</summary>
public sealed record DatasetArchive(string Name, string Folder, Checksum Checksum);

/// <summary>The sides of pictures.</summary>
/// <param name="Shorter">The shorter one.</param>
/// <param name="Longer">Null: it differs from picture to picture.</param>
public sealed record PictureSize(int Shorter, int? Longer = null)
{
    /// <summary>Whether a picture has it.</summary>
    public bool Fits(int width, int height) => Math.Min(width, height) == Shorter && (Longer is null || Math.Max(width, height) == Longer);

    /// <inheritdoc/>
    public override string ToString() => Longer is null ? $"pictures with a shorter side of {Shorter}" : $"pictures of {Shorter}×{Longer}";
}
