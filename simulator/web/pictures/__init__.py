"""The pictures: engine values in, small frozen drawings out; the macros in `templates/pictures/` write the SVG.

Nothing here knows a request, a session or a colour: colours live in `static/pictures.css`. Every drawing carries its
text alternative, in the language of whoever it is drawn for.
"""

from simulator.web.pictures.portfolio import CoursePicture, draw_courses
from simulator.web.pictures.profile import Profile, draw_profile
from simulator.web.pictures.progress import Progress, draw_progress
from simulator.web.pictures.room import Room, drawn, room, room_of
from simulator.web.pictures.scene_map import Desk, Hits, Map, draw_map
from simulator.web.pictures.trace import Trace, draw_trace

__all__ = [
    "CoursePicture",
    "Desk",
    "Hits",
    "Map",
    "Profile",
    "Progress",
    "Room",
    "Trace",
    "draw_courses",
    "draw_map",
    "draw_profile",
    "draw_progress",
    "draw_trace",
    "drawn",
    "room",
    "room_of",
]
