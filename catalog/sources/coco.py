"""COCO annotations: boxes with category names, and captions, one row for each picture.

    {"images": [{"id": 7, "file_name": "0.jpg"}], "categories": [{"id": 1, …}], "annotations": [{"image_id": 7, …}]}
    → {"image": "0.jpg", "regions": [Box("fig", (101, 118, 215, 261))], "size": (800, 600)}

A row has boxes, captions or both; what can be asked about boxes is for a later step.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from synthloom.catalog.sources.licences import licence_of_entry
from synthloom.catalog.sources.raw import Box, are_corners, is_size


def is_coco(document: Mapping[str, Any]) -> bool:
    """Whether a document has COCO's two lists and its annotations are boxes or captions."""
    images, annotations = document.get("images"), document.get("annotations")
    if not isinstance(images, list) or not isinstance(annotations, list) or not annotations:
        return False
    return isinstance(annotations[0], dict) and ("bbox" in annotations[0] or "caption" in annotations[0])


def read_coco(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A row for each picture that is listed or annotated, in the order of the file."""
    images = {
        image.get("id"): image for image in document["images"] if isinstance(image, dict) and _key(image.get("id"))
    }
    categories = {
        _id(entry): entry.get("name") for entry in _objects(document, "categories") if _key(entry.get("name"))
    }
    licences = {_id(entry): licence_of_entry(entry) for entry in _objects(document, "licenses")}
    by_image: dict[Any, list[dict[str, Any]]] = {}
    for annotation in document["annotations"]:
        key = annotation.get("image_id") if isinstance(annotation, dict) else None
        if not _key(key):
            yield {"image": None, "annotation": annotation}
        else:
            by_image.setdefault(key, []).append(annotation)
    for key in {**images, **by_image}:
        image = images.get(key, {})
        width, height = image.get("width"), image.get("height")
        row: dict[str, Any] = {"image": image.get("file_name", key), "licence": licences.get(_id(image, "license"), "")}
        if is_size(width, height):
            row["size"] = (width, height)
        row["regions"] = _boxes(by_image.get(key, []), categories)
        row["captions"] = [text for entry in by_image.get(key, []) if isinstance(text := entry.get("caption"), str)]
        yield row


def _boxes(annotations: list[dict[str, Any]], categories: Mapping[Any, Any]) -> tuple[Box, ...]:
    """Boxes with names. A crowd box hides how many there are, so nothing is said of that category in this picture."""
    named = [(entry, str(categories.get(_id(entry, "category_id")) or "")) for entry in annotations if "bbox" in entry]
    crowds = {name for entry, name in named if entry.get("iscrowd")}
    boxes = []
    for entry, name in named:
        # An annotation without a readable box is kept as an empty one: the picture is then rejected, not miscounted.
        x, y, width, height = entry["bbox"] if are_corners(entry["bbox"]) else (0, 0, 0, 0)
        if name and name not in crowds:
            boxes.append(Box(name, (x, y, x + width, y + height)))
    return tuple(boxes)


def _objects(document: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    entries = document.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _id(entry: Mapping[str, Any], key: str = "id") -> Any:
    return entry.get(key) if _key(entry.get(key)) else None


def _key(value: object) -> bool:
    return isinstance(value, int | str)
