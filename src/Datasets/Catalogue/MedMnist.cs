using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>
/// The sets of MedMNIST with pictures of 28×28 and one label each; their own validation part is the validation split. ChestMNIST is not among them: each of
/// its pictures has any number of 14 labels.
/// </summary>
internal static class MedMnist
{
    public static IReadOnlyList<DatasetEntry> Entries { get; } =
    [
        Entry("pathmnist", "PathMNIST colon pathology", 3, 9, (89_996, 10_004, 7_180), "a8b06965200029087d5bd730944a56c1"),
        Entry("dermamnist", "DermaMNIST skin lesions", 3, 7, (7_007, 1_003, 2_005), "0744692d530f8e62ec473284d019b0c7", "CC BY-NC 4.0"),
        Entry("octmnist", "OCTMNIST retinal tomography", 1, 4, (97_477, 10_832, 1_000), "c68d92d5b585d8d81f7112f81e2d0842"),
        Entry("pneumoniamnist", "PneumoniaMNIST chest X-rays", 1, 2, (4_708, 524, 624), "28209eda62fecd6e6a2d98b1501bb15f"),
        Entry("retinamnist", "RetinaMNIST fundus photographs, five grades as classes", 3, 5, (1_080, 120, 400), "bd4c0672f1bba3e3a89f0e4e876791e4"),
        Entry("breastmnist", "BreastMNIST ultrasound", 1, 2, (546, 78, 156), "750601b1f35ba3300ea97c75c52ff8f6"),
        Entry("bloodmnist", "BloodMNIST blood cells", 3, 8, (11_959, 1_712, 3_421), "7053d0359d879ad8a5505303e11de1dc"),
        Entry("tissuemnist", "TissueMNIST kidney cortex cells", 1, 8, (165_466, 23_640, 47_280), "ebe78ee8b05294063de985d821c1c34b"),
        Entry("organamnist", "OrganAMNIST abdominal tomography, axial", 1, 11, (34_561, 6_491, 17_778), "68e3f8846a6bd62f0c9bf841c0d9eacc"),
        Entry("organcmnist", "OrganCMNIST abdominal tomography, coronal", 1, 11, (12_975, 2_392, 8_216), "b9ceb9546e10131b32923c5bbeaea2b1"),
        Entry("organsmnist", "OrganSMNIST abdominal tomography, sagittal", 1, 11, (13_932, 2_452, 8_827), "9ab87b696fb54e2a387ebe992d6ed5f1"),
    ];

    /// <summary>The three parts of a file: pictures N×28×28 or N×28×28×3 of bytes, labels N×1.</summary>
    internal static RawSplits Read(DataFile file, InputShape input, int classes)
    {
        var (archive, form) = (NumPyFile.Open(file), new SampleForm { Classes = classes, ChannelsLast = true });
        int[] expected = input.Channels == 1 ? [input.Height, input.Width] : [input.Height, input.Width, input.Channels];
        RawSamples Part(string part)
        {
            NumberArray Array(string what) => archive.Names.Contains($"{part}_{what}") ? archive.Read($"{part}_{what}") : throw new UserError($"{file.Name}: has no array '{part}_{what}'");
            var (images, labels) = (Array("images"), Array("labels"));
            if (images.Type != NumberType.Byte || !images.Shape.Skip(1).SequenceEqual(expected) || labels.Shape.Skip(1).Aggregate(1, (product, n) => product * n) != 1)
                throw new UserError($"{file.Name}: {part}_images are {string.Join('×', images.Shape)} of {images.Type} and {part}_labels {string.Join('×', labels.Shape)}, not N×{string.Join('×', expected)} of {NumberType.Byte} and N×1");
            DataFile Named(string what) => DataFile.InMemory(archive.NameOf($"{part}_{what}"), []);
            return ArraySamples.Read(Named("images"), images, Named("labels"), labels, input, form, new Labels(form));
        }
        return new(Part("train"), Part("test")) { Validation = Part("val") };
    }

    private static DatasetEntry Entry(string name, string title, int channels, int classes, (int Train, int Validation, int Test) samples, string md5, string license = "CC BY 4.0")
    {
        var input = new InputShape(channels, 28, 28);
        return new()
        {
            Info = new()
            {
                Name = name,
                Title = title,
                Source = "Yang, Shi, Wei, Liu, Zhao, Ke, Pfister & Ni, MedMNIST v2: a large-scale lightweight benchmark for 2D and 3D biomedical image classification, Scientific Data 10:41, 2023",
                License = license,
                Input = input,
                Classes = classes,
                Samples = (samples.Train + samples.Validation, samples.Test),
                GivenValidation = samples.Validation,
            },
            Files = [new($"{name}.npz", null, Checksum.Md5(md5))],
            ChecksumsFrom = "the medmnist package, medmnist/info.py of version 3",
            Folders = ["medmnist", ".medmnist"],
            Publishers = ["https://zenodo.org/records/10519652/files/"],
            Read = files => Read(files[0], input, classes),
        };
    }
}
